const NONE = '–';

/** @returns {string} four digits of a number, as people write it */
export function number(value) {
    if (value === null || value === undefined || Number.isNaN(value)) {
        return NONE;
    }
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e9) {
        return value.toLocaleString('en');
    }
    if (size < 1e-3 || size >= 1e9) {
        return value.toExponential(2).replace(/\.?0+e/, 'e').replace('e+', 'e');
    }
    return String(Number(value.toPrecision(4)));
}

export function percent(share) {
    return share === null || share === undefined ? NONE : `${(share * 100).toFixed(1)} %`;
}

export function bytes(count) {
    const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
    const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, count)) / Math.log(1024)));
    return `${number(Number((count / 1024 ** power).toPrecision(3)))} ${units[power]}`;
}

export function duration(seconds) {
    if (seconds === null || seconds === undefined || Number.isNaN(seconds)) {
        return NONE;
    }
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) {
        return `${whole} s`;
    }
    if (whole < 3600) {
        return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    }
    const hours = Math.floor(whole / 3600);
    return hours < 48 ? `${hours} h ${Math.floor((whole % 3600) / 60)} min` : `${Math.round(hours / 24)} days`;
}

export function ago(time) {
    const seconds = (Date.now() - Date.parse(time)) / 1000;
    return seconds < 10 ? 'just now' : `${duration(seconds).replace(/ \d+ (s|min)$/, '')} ago`;
}

/** @returns {string} how long a job trained, or has been training */
export function trained(job) {
    if (!job.started_at) {
        return NONE;
    }
    const end = job.finished_at ? Date.parse(job.finished_at) : Date.now();
    return duration((end - Date.parse(job.started_at)) / 1000);
}

export function moment(time) {
    return time ? new Date(time).toLocaleString('en-GB', {dateStyle: 'medium', timeStyle: 'medium'}) : NONE;
}

/** @returns {string} an argument's value with all its digits, as JSON would have it but for texts */
export function shown(value) {
    if (value === null || value === undefined) {
        return NONE;
    }
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** @returns {string} what a job's data are */
export function datasetName(dataset) {
    return dataset.name ?? (dataset.id ? `upload ${dataset.id.slice(0, 8)}` : Object.values(dataset.files ?? {}).join(', '));
}
