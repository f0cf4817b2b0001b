package dev.tunewright.engine.hub;

/**
 * What the hub tells of a file's content.
 *
 * @param etag the content's name in the cache: sha256 of a large file, git's hash of a small one
 * @param size in bytes; -1: not told
 */
record HubFile(HubName repository, String commit, String name, String etag, long size) {}
