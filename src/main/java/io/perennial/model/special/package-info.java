/**
 * Special functions where those of the numerical library are not accurate enough for a gradient.
 */
package io.perennial.model.special;
