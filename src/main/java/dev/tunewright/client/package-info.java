/** A client of the service over HTTP, for Java programs, the demo and tests; knows the contract and nothing of the service's inside. */
@NullMarked
package dev.tunewright.client;

import org.jspecify.annotations.NullMarked;
