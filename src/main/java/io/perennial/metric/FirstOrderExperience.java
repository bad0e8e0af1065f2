package io.perennial.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.median;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchaseDays;
import io.perennial.history.PurchaseHistory;
import io.perennial.table.OrderFacts;
import io.perennial.table.input.ContactsInput;
import io.perennial.table.input.ReturnsInput;
import io.perennial.table.output.FirstOrderExperienceTable;
import io.perennial.table.output.RateColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RelationalGroupedDataset;
import org.apache.spark.sql.Row;

/**
 * Computes {@link FirstOrderExperienceTable}. Cost: one aggregation of the purchase days without a
 * shuffle, one join of the orders with it, by customer, that leaves those of the first day, and one
 * of the returns and contacts with the first orders.
 */
final class FirstOrderExperience {
  private static final String CUSTOMER_ID = OrderFacts.CUSTOMER_ID;
  private static final String FIRST_DAY = "first_day";
  private static final String SECOND_DAY = "second_day";
  private static final String FIRST = "first_order";
  private static final String FIRST_ORDER_ID = "first_order_id";
  private static final String RETURN_BELONGS = "return_belongs";
  private static final String COMPLAINT_BELONGS = "complaint_belongs";
  private static final String CONTACT_BELONGS = "contact_belongs";
  private static final String OF_FIRST = "of_first_order";
  private static final String IS_COMPLAINT = "is_complaint";

  private FirstOrderExperience() {}

  static Dataset<Row> of(Intermediates shared) {
    PurchaseHistory history = shared.history();
    LocalDate asOf = history.rules().asOf();
    Rates rates = new Rates(history.rules().minimumGroupSize());
    Dataset<Row> counted =
        experienced(history)
            .join(CustomerSlices.of(history), CUSTOMER_ID)
            .groupBy(
                CustomerSlices.SEGMENT_NAME,
                CustomerSlices.SEGMENT_VALUE,
                FirstOrderExperienceTable.EXPERIENCE,
                FirstOrderExperienceTable.VALUE)
            .agg(
                count(lit(1)).as(FirstOrderExperienceTable.CUSTOMERS),
                count(when(isObserved(90, asOf), true)).as(FirstOrderExperienceTable.OBSERVED_90),
                count(when(cameBack(90, asOf), true)).as(FirstOrderExperienceTable.CAME_BACK_90),
                count(when(isObserved(365, asOf), true)).as(FirstOrderExperienceTable.OBSERVED_365),
                count(when(cameBack(365, asOf), true)).as(FirstOrderExperienceTable.CAME_BACK_365),
                median(when(cameBack(365, asOf), datediff(col(SECOND_DAY), col(FIRST_DAY))))
                    .as(FirstOrderExperienceTable.MEDIAN_DAYS));
    Column back90 = col(FirstOrderExperienceTable.CAME_BACK_90);
    Column observed90 = col(FirstOrderExperienceTable.OBSERVED_90);
    Column back365 = col(FirstOrderExperienceTable.CAME_BACK_365);
    Column observed365 = col(FirstOrderExperienceTable.OBSERVED_365);
    return counted
        .withColumn(FirstOrderExperienceTable.RATE_90, rates.share(back90, observed90))
        .withColumn(FirstOrderExperienceTable.RATE_90_LOW, rates.wilsonLow(back90, observed90))
        .withColumn(FirstOrderExperienceTable.RATE_90_HIGH, rates.wilsonHigh(back90, observed90))
        .withColumn(FirstOrderExperienceTable.RATE_365, rates.share(back365, observed365))
        .withColumn(FirstOrderExperienceTable.RATE_365_LOW, rates.wilsonLow(back365, observed365))
        .withColumn(FirstOrderExperienceTable.RATE_365_HIGH, rates.wilsonHigh(back365, observed365))
        .withColumn(
            FirstOrderExperienceTable.MEDIAN_DAYS,
            rates.published(back365, col(FirstOrderExperienceTable.MEDIAN_DAYS)));
  }

  private static Column isObserved(int days, LocalDate asOf) {
    return col(FIRST_DAY).leq(lit(asOf.minusDays(days)));
  }

  private static Column cameBack(int days, LocalDate asOf) {
    return isObserved(days, asOf).and(col(SECOND_DAY).leq(date_add(col(FIRST_DAY), days)));
  }

  /** One row per customer and experience. */
  private static Dataset<Row> experienced(PurchaseHistory history) {
    Dataset<Row> firsts = firstOrders(history);
    Optional<Dataset<Row>> returns = history.input(ReturnsInput.NAME);
    Optional<Dataset<Row>> contacts = history.input(ContactsInput.NAME);
    Dataset<Row> orders = firsts;
    if (returns.isPresent()) {
      Dataset<Row> belonging =
          belonging(firsts, returns.get(), ReturnsInput.RETURNED_AT, lit(false))
              .agg(lit(true).as(RETURN_BELONGS));
      orders = orders.join(belonging, new String[] {CUSTOMER_ID}, "left");
    } else {
      orders = orders.withColumn(RETURN_BELONGS, lit(false));
    }
    if (contacts.isPresent()) {
      Column complaint = col(ContactsInput.KIND).equalTo(ContactsInput.COMPLAINT);
      Dataset<Row> belonging =
          belonging(firsts, contacts.get(), ContactsInput.CONTACTED_AT, complaint)
              .agg(lit(true).as(CONTACT_BELONGS), max(IS_COMPLAINT).as(COMPLAINT_BELONGS));
      orders = orders.join(belonging, new String[] {CUSTOMER_ID}, "left");
    }
    List<Column> experiences = new ArrayList<>();
    experiences.add(experience(FirstOrderExperienceTable.ALL, lit(FirstOrderExperienceTable.ALL)));
    experiences.add(
        experience(FirstOrderExperienceTable.DELIVERY, delivery(history.rules().asOf())));
    experiences.add(experience(FirstOrderExperienceTable.RETURNED, returned()));
    if (contacts.isPresent()) {
      experiences.add(experience(FirstOrderExperienceTable.CONTACT, contact()));
    }
    experiences.add(experience(FirstOrderExperienceTable.DISCOUNT, discount()));
    experiences.add(
        experience(
            FirstOrderExperienceTable.CHANNEL,
            coalesce(of(OrderFacts.CHANNEL), lit(RateColumns.UNKNOWN))));
    return orders
        .withColumn("of", explode(array(experiences.toArray(Column[]::new))))
        .select(
            col(CUSTOMER_ID),
            col(FIRST_DAY),
            col(SECOND_DAY),
            col("of").getField("name").as(FirstOrderExperienceTable.EXPERIENCE),
            col("of").getField("value").as(FirstOrderExperienceTable.VALUE));
  }

  private static Column experience(String name, Column value) {
    return struct(lit(name).as("name"), value.as("value"));
  }

  /** The first order of each customer, and the day on which the customer ordered next. */
  private static Dataset<Row> firstOrders(PurchaseHistory history) {
    Column day = col(PurchaseDays.ORDER_DATE);
    Dataset<Row> dates =
        history
            .occasions()
            .groupBy(PurchaseDays.CUSTOMER_ID)
            .agg(
                min(day).as(FIRST_DAY),
                min(when(col(PurchaseDays.GAP_DAYS).isNotNull(), day)).as(SECOND_DAY));
    Dataset<Row> orders =
        OrderService.eachOrder(history)
            .select(
                col(CUSTOMER_ID),
                col(OrderFacts.ORDER_DATE).as(FIRST_DAY),
                struct(
                        col(OrderFacts.ORDERED_AT),
                        col(OrderFacts.ORDER_ID),
                        col(OrderFacts.GROSS_UNITS),
                        col(OrderFacts.DISCOUNT_UNITS),
                        col(OrderFacts.RETURNED_UNITS),
                        col(OrderFacts.PROMISED_AT),
                        col(OrderFacts.DELIVERED_AT),
                        col(OrderFacts.CHANNEL))
                    .as(FIRST));
    return dates
        .join(orders, new String[] {CUSTOMER_ID, FIRST_DAY})
        .groupBy(CUSTOMER_ID, FIRST_DAY, SECOND_DAY)
        .agg(min(FIRST).as(FIRST));
  }

  /** The events that belong to the customers' first orders, by customer. */
  private static RelationalGroupedDataset belonging(
      Dataset<Row> firsts, Dataset<Row> events, String at, Column isComplaint) {
    Column eventDay = to_date(col(at));
    Column names = col(OrderFacts.ORDER_ID).equalTo(col(FIRST_ORDER_ID));
    Column namesNone = col(OrderFacts.ORDER_ID).isNull().or(col(FIRST_ORDER_ID).isNull());
    Column isNear =
        eventDay
            .geq(col(FIRST_DAY))
            .and(
                eventDay.leq(
                    date_add(col(FIRST_DAY), FirstOrderExperienceTable.UNNAMED_EVENT_DAYS)))
            .and(col(SECOND_DAY).isNull().or(eventDay.lt(col(SECOND_DAY))));
    return events
        .select(col(CUSTOMER_ID), col(OrderFacts.ORDER_ID), col(at), isComplaint.as(IS_COMPLAINT))
        .join(
            firsts.select(
                col(CUSTOMER_ID),
                col(FIRST_DAY),
                col(SECOND_DAY),
                of(OrderFacts.ORDER_ID).as(FIRST_ORDER_ID)),
            CUSTOMER_ID)
        .withColumn(OF_FIRST, coalesce(names, lit(false)).or(namesNone.and(isNear)))
        .filter(col(OF_FIRST))
        .groupBy(CUSTOMER_ID);
  }

  private static Column delivery(LocalDate asOf) {
    Column promised = to_date(of(OrderFacts.PROMISED_AT));
    Column delivered = to_date(of(OrderFacts.DELIVERED_AT));
    return when(delivered.leq(promised), lit(FirstOrderExperienceTable.ON_TIME))
        .when(delivered.gt(promised), lit(FirstOrderExperienceTable.LATE))
        .when(promised.lt(lit(asOf)), lit(FirstOrderExperienceTable.NOT_DELIVERED))
        .otherwise(lit(RateColumns.UNKNOWN));
  }

  private static Column returned() {
    return when(
            of(OrderFacts.RETURNED_UNITS).gt(0).or(coalesce(col(RETURN_BELONGS), lit(false))),
            lit(FirstOrderExperienceTable.YES))
        .otherwise(lit(FirstOrderExperienceTable.NO));
  }

  private static Column contact() {
    return when(col(COMPLAINT_BELONGS), lit(FirstOrderExperienceTable.COMPLAINT))
        .when(col(CONTACT_BELONGS), lit(FirstOrderExperienceTable.OTHER_CONTACT))
        .otherwise(lit(FirstOrderExperienceTable.NO_CONTACT));
  }

  /** In whole numbers, so that exactly a tenth is up to a tenth. */
  private static Column discount() {
    Column taken = of(OrderFacts.DISCOUNT_UNITS);
    Column gross = of(OrderFacts.GROSS_UNITS);
    return when(taken.leq(0), lit(FirstOrderExperienceTable.NO_DISCOUNT))
        .when(taken.multiply(10L).leq(gross), lit(FirstOrderExperienceTable.UP_TO_10_PERCENT))
        .when(taken.multiply(4L).leq(gross), lit(FirstOrderExperienceTable.UP_TO_25_PERCENT))
        .otherwise(lit(FirstOrderExperienceTable.OVER_25_PERCENT));
  }

  private static Column of(String column) {
    return col(FIRST).getField(column);
  }
}
