"""The kinds of panel that our dashboards are made of, each one way of showing queries to Prometheus."""

from dataclasses import dataclass
from itertools import count

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SOURCE = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
# A row has 24 columns.
QUARTER, THIRD, HALF, WHOLE = 6, 8, 12, 24


@dataclass(frozen=True)
class Query:
    """An expression, and what its series are called: ``{{label}}`` stands for a label's value."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its expression's labels tell the rows that belong together."""

    title: str
    expr: str
    unit: str = "short"
    decimals: int | None = None


@dataclass(frozen=True)
class Step:
    """From this value on, this colour."""

    value: float | None
    color: str


GOOD_ABOVE_ZERO = [Step(None, "red"), Step(1, "green")]
ALWAYS_BLUE = [Step(None, "blue")]


def ref(index: int) -> str:
    return chr(ord("A") + index)


def number(title: str, unit: str, expr: str, description: str, steps: list[Step] | None = None, **more: object) -> stat.Panel:
    """One large number: how it is now. ``texts`` says some numbers in words, ``none`` what no data means."""
    panel = (
        stat.Panel()
        .title(title)
        .description(description)
        .unit(unit)
        .datasource(SOURCE)
        .span(int(more.get("span", 4)))
        .height(4)
        .graph_mode(kinds.BigValueGraphMode.NONE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(_thresholds(steps or ALWAYS_BLUE))
        .no_value(str(more.get("none", "no data")))
        .with_target(prometheus.Dataquery().expr(expr).instant().legend_format(str(more.get("legend", ""))).ref_id("A"))
    )
    if "decimals" in more:
        panel.decimals(float(more["decimals"]))
    texts = more.get("texts")
    if isinstance(texts, dict):
        panel.mappings([models.ValueMap({value: models.ValueMappingResult(text=text) for value, text in texts.items()})])
    return panel


def lines(title: str, unit: str, *queries: Query, description: str, span: int = HALF, **more: object) -> timeseries.Panel:
    """How it went over time, from zero on unless ``near``. ``stacked`` adds the lines up, ``most`` is the axis's least end."""
    panel = (
        timeseries.Panel()
        .title(title)
        .description(description)
        .unit(unit)
        .datasource(SOURCE)
        .span(span)
        .height(8)
        .line_width(1)
        .fill_opacity(40 if more.get("stacked") else 10)
        .show_points(kinds.VisibilityMode.NEVER)
        .legend(
            common.VizLegendOptions()
            .display_mode(kinds.LegendDisplayMode.LIST)
            .placement(kinds.LegendPlacement.BOTTOM)
            .show_legend(True)
        )
        .tooltip(common.VizTooltipOptions().mode(kinds.TooltipDisplayMode.MULTI).sort(kinds.SortOrder.DESCENDING))
    )
    if not more.get("near"):
        panel.min(0)
    if more.get("stacked"):
        panel.stacking(common.StackingConfig().mode(kinds.StackingMode.NORMAL))
    if "most" in more:
        panel.axis_soft_max(float(more["most"]))
    for index, query in enumerate(queries):
        panel.with_target(prometheus.Dataquery().expr(query.expr).range().legend_format(query.legend).ref_id(ref(index)))
    return panel


def grid(title: str, *columns: Column, labels: dict[str, str], sort: str, description: str, span: int = WHOLE) -> table.Panel:
    """A row for each set of the labels, whose columns come first, under the names given."""
    names = dict(labels)
    panel = table.Panel().title(title).description(description).datasource(SOURCE).span(span).height(9).no_value("–")
    for index, column in enumerate(columns):
        names["Value" if len(columns) == 1 else f"Value #{ref(index)}"] = column.title
        panel.with_target(
            prometheus.Dataquery().expr(column.expr).instant().format(PromQueryFormat.TABLE).ref_id(ref(index))
        )
        settings = [models.DynamicConfigValue("unit", column.unit)]
        if column.decimals is not None:
            settings.append(models.DynamicConfigValue("decimals", column.decimals))
        panel.override_by_name(column.title, settings)
    order = {name: place for place, name in enumerate(names)}
    panel.with_transformation(models.DataTransformerConfig("merge", options={}))
    panel.with_transformation(
        models.DataTransformerConfig(
            "organize", options={"excludeByName": {"Time": True}, "indexByName": order, "renameByName": names}
        )
    )
    return panel.sort_by([common.TableSortByFieldState().display_name(sort).desc(True)])


def board(title: str, uid: str, description: str, since: str, rows: dict[str, list[Builder[models.Panel]]]) -> dashboard.Dashboard:
    made = (
        dashboard.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags(["delta-enrich"])
        .timezone("browser")
        .time(since, "now")
        .refresh("30s")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .with_variable(dashboard.DatasourceVariable("datasource").label("Source").type("prometheus"))
    )
    # Grafana takes panels without a number for one and the same.
    numbers = count(1)
    for name, panels in rows.items():
        made.with_row(dashboard.Row(name).id(next(numbers)))
        for panel in panels:
            made.with_panel(panel.id(next(numbers)))
    return made


def _thresholds(steps: list[Step]) -> dashboard.ThresholdsConfig:
    return (
        dashboard.ThresholdsConfig()
        .mode(models.ThresholdsMode.ABSOLUTE)
        .steps([models.Threshold(step.value, step.color) for step in steps])
    )
