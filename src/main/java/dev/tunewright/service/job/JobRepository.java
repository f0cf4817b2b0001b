package dev.tunewright.service.job;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface JobRepository extends JpaRepository<Job, UUID>, JpaSpecificationExecutor<Job> {

    /** Locks the row until the transaction ends; every transition begins here. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select j from Job j where j.id = :id")
    Optional<Job> findLocked(UUID id);

    long countBySubmittedByAndStatus(String submittedBy, JobStatus status);

    Optional<Job> findByIdempotencyKey(String key);

    @Query("select j from Job j where j.name = :name and j.status = :status order by j.finishedAt desc, j.id desc")
    List<Job> findLastFinished(String name, JobStatus status, Limit limit);

    @Query("select j from Job j where j.name = :name order by j.createdAt desc, j.id desc")
    List<Job> findNewest(String name, Limit limit);
}
