package io.perennial.report;

import io.perennial.report.section.CohortHeatmap;
import io.perennial.report.section.CohortValue;
import io.perennial.report.section.ContractCourse;
import io.perennial.report.section.CustomerValue;
import io.perennial.report.section.DataQuality;
import io.perennial.report.section.HeadlineFigures;
import io.perennial.report.section.LifecycleCourse;
import io.perennial.report.section.ModelTrust;
import io.perennial.report.section.NextActions;
import io.perennial.report.section.ProfitCurve;
import io.perennial.report.section.RecoveryComparison;
import io.perennial.report.section.RecurringRevenue;
import io.perennial.report.section.RetentionCourse;
import io.perennial.report.section.RevenueCurve;
import io.perennial.report.section.SegmentComparison;
import io.perennial.report.section.Trials;
import io.perennial.report.section.WhoToApproach;
import java.util.List;

/** Every section of the report, in the order of the page; the one registration of them. */
public final class Sections {
  public static final List<Section> ALL =
      List.of(
          new HeadlineFigures(),
          new NextActions(),
          new WhoToApproach(),
          new RetentionCourse(),
          new LifecycleCourse(),
          new CohortHeatmap(),
          new SegmentComparison(),
          new CustomerValue(),
          new CohortValue(),
          new RevenueCurve(),
          new ProfitCurve(),
          new RecoveryComparison(),
          new Trials(),
          new ContractCourse(),
          new RecurringRevenue(),
          new ModelTrust(),
          new DataQuality());

  private Sections() {}
}
