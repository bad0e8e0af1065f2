/**
 * Row rules of the inputs, reconciliation, and the contract checks of the outputs.
 *
 * <pre>{@code
 * RowText rowText = new RowText(Set.copyOf(maskedColumns), orders.madeFromAny(maskedColumns));
 * OrderLedger rules = new OrderLedger(asOfDate, currency, earliestDate, maximumAmount,
 *     new StatusRules(counted, excluded, returned), negativeAmounts, returnsPolicy,
 *     orders.mapped(), attributes, rowText);
 * Dataset<Row> ledger = rules.ofOrders(orders.rows(), rates); // or ofOrderLines(lines.rows(), rates)
 * ledger.persist(...);                                         // by run; the first action scans once
 *
 * Assessment customers = new Assessment(CustomersInput.CONTRACT, asOfDate, currency, earliestDate,
 *     maximumAmount, statuses, mapped, attributes, rowText);
 * Dataset<Row> assessed = customers.of(customerRows.rows());   // may be persisted
 * Dataset<Row> sound = customers.accepted(assessed);
 * Dataset<Row> summed = customers.summary(assessed);           // stands beside a ledger below
 *
 * InputReconciliation.of("orders", ledger)                     // rows of input_reconciliation
 * RejectedRows.of("orders", ledger, runId)                     // rows of rejected_rows
 * RejectedRows.reasons("orders", ledger)                       // collect, then RejectionThreshold
 * InputReconciliation.difference("orders", orders.rowsRead(), rowsReconciled)
 *
 * OutputCheck check = new OutputCheck(contract);
 * List<String> columns = check.columnViolations(table);        // no action
 * OutputCheck.Outcome outcome = check.of(table, totals);
 * check.broken(outcome.violations()).ifPresent(e -> { throw e; });
 * }</pre>
 *
 * <p>{@code attributes} are those that the ledger is to keep apart; a subset of the mapped ones is
 * allowed, and fewer make a smaller ledger.
 */
package io.perennial.quality;
