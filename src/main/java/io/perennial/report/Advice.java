package io.perennial.report;

/**
 * Something that the figures suggest to do.
 *
 * @param rank its place among all of them, the smallest first
 * @param title what to do, in a few words
 * @param reason the figures that suggest it, in a sentence
 */
public record Advice(int rank, String title, String reason) {}
