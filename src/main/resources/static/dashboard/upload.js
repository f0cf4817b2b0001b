import {send} from './api.js';
import {announce, h, problemBox} from './dom.js';
import {showErrors, textField} from './fields.js';

/** Files from this computer, on their way to be a data set of the service. */
export class UploadForm {
    constructor(whenUploaded) {
        this.whenUploaded = whenUploaded;
        this.name = textField('name', 'Name of the data set', {required: true});
        this.files = ['train', 'validation', 'test'].map(split => this.fileField(split));
        this.outcome = h('div', {});
        this.button = h('button', {type: 'button', onclick: () => this.upload()}, 'Upload');
        this.element = h('fieldset', {class: 'apart'}, h('legend', {}, 'Upload a new one'),
            h('div', {class: 'fields'}, this.name.element, this.files.map(field => field.element)),
            this.outcome, h('div', {class: 'buttons apart'}, this.button));
    }

    fileField(split) {
        const required = split === 'train';
        const field = textField(split, `File of ${split}`, {required, help: required ? '.csv, .tsv, .jsonl or .parquet' : 'may be left out'});
        field.control.type = 'file';
        field.control.accept = '.csv,.tsv,.jsonl,.parquet';
        return field;
    }

    async upload() {
        const fields = [this.name, ...this.files];
        if (fields.map(field => field.check(true)).includes(false)) {
            return;
        }
        const body = new FormData();
        body.set('name', this.name.text);
        this.files.filter(field => field.control.files.length > 0).forEach(field => body.set(field.name, field.control.files[0]));
        this.button.disabled = true;
        this.button.textContent = 'Uploading …';
        try {
            const dataset = await (await send('datasets', {method: 'POST', body})).json();
            this.outcome.replaceChildren();
            announce(`${dataset.name} is uploaded`);
            this.whenUploaded(dataset);
        } catch (problem) {
            this.outcome.replaceChildren(problemBox(problem));
            const others = showErrors(fields, {errors: problem.errors ?? []});
            this.outcome.firstElementChild.append(...others.map(text => h('p', {}, text)));
        } finally {
            this.button.disabled = false;
            this.button.textContent = 'Upload';
        }
    }
}
