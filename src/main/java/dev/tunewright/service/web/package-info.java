/** What all HTTP endpoints share: problem details and strict JSON. Called by every controller. */
@NullMarked
package dev.tunewright.service.web;

import org.jspecify.annotations.NullMarked;
