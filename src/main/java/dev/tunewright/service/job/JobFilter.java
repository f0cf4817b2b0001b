package dev.tunewright.service.job;

import dev.tunewright.service.web.Cursor;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * Which jobs {@code GET /jobs} shows.
 *
 * @param tag name and value that a job must have
 * @param after the last job of the page before
 */
record JobFilter(
        @Nullable JobStatus status,
        @Nullable String name,
        Map.@Nullable Entry<String, String> tag,
        @Nullable Cursor after)
        implements Specification<Job> {

    @Override
    public Predicate toPredicate(Root<Job> job, @Nullable CriteriaQuery<?> query, CriteriaBuilder build) {
        List<Predicate> all = new ArrayList<>();
        if (status != null) {
            all.add(build.equal(job.get("status"), status));
        }
        if (name != null) {
            all.add(build.equal(job.get("name"), name));
        }
        if (tag != null) {
            var tags = job.joinMap("tags");
            all.add(build.equal(tags.key(), tag.getKey()));
            all.add(build.equal(tags.value(), tag.getValue()));
        }
        if (after != null) {
            all.add(build.or(
                    build.lessThan(job.get("createdAt"), after.createdAt()),
                    build.and(
                            build.equal(job.get("createdAt"), after.createdAt()),
                            build.lessThan(job.get("id"), after.id()))));
        }
        return build.and(all.toArray(Predicate[]::new));
    }
}
