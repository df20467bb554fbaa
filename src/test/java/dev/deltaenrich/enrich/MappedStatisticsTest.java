package dev.deltaenrich.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deltaenrich.splice.MappedColumn;
import dev.deltaenrich.splice.MappedType;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappedStatisticsTest {
  private static final MappedType LEAF = new MappedType.Leaf();

  private static MappedColumn column(String name, String physical, MappedType type) {
    return new MappedColumn(name, physical, 1, type);
  }

  @Test
  void columnsGetTheNamesThatTheTableShowsAndDroppedOnesAreLeftOut() {
    List<MappedColumn> columns =
        List.of(
            column("b", "a", LEAF),
            column("s", "t", new MappedType.Struct(List.of(column("x", "col-1", LEAF)))),
            column("later", "col-2", LEAF));

    assertThat(
            MappedStatistics.of(
                """
                {"numRecords":1,"minValues":{"a":1,"b":2,"t":{"col-1":1.10,"y":3}},"maxValues":{"a":4},"nullCount":{"t":3}}""",
                columns))
        .isEqualTo(
            """
            {"numRecords":1,"minValues":{"b":1,"s":{"x":1.10}},"maxValues":{"b":4},"nullCount":{}}""");
  }

  @Test
  void whatAreNoStatisticsStaysNone() {
    assertThat(MappedStatistics.of(null, List.of())).isEqualTo("{}");
    assertThat(MappedStatistics.of("{\"minValues\":7}", List.of())).isEqualTo("{}");
  }
}
