"""Published tables for notebooks: SQL cells over them, and plots that say what they leave out.

In a notebook:

    import perennial
    tables = perennial.tables()          # the demo's; or perennial.tables("s3a://bucket/retention")

    %%sql curve
    SELECT periods_since_first_order, retention_rate FROM cohort_retention_summary WHERE ...

runs the cell over the tables, which are known by their names, shows the rows, and leaves them in `curve` as a pandas
DataFrame. Only the published tables are read, never the sources, so the figures are those that were checked and
documented: `jobs/perennial tables NAME` says what a column means.

Queries run in PySpark where it can be imported, and otherwise, through JPype, in the Spark that this project was built
with. Either way dates become pandas time stamps, and decimals and nullable numbers become floats: good for plots, not for
book-keeping.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pandas

PROJECT = Path(__file__).resolve().parent.parent

DELTA = "io.delta.sql.DeltaSparkSessionExtension"
CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog"
SETTINGS = {
    "spark.app.name": "perennial-notebook",
    "spark.sql.extensions": DELTA,
    "spark.sql.catalog.spark_catalog": CATALOG,
    # As in a run: a value that does not fit is an error and never a silent null.
    "spark.sql.ansi.enabled": "true",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.debug.maxToStringFields": "200",
}
LOCAL_SETTINGS = {
    "spark.master": "local[*]",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    # Published tables are small; most of a query's time would be spent on empty partitions.
    "spark.sql.shuffle.partitions": "4",
    "spark.databricks.delta.snapshotPartitions": "2",
}

# What Spark needs on Java 17, as in jobs/perennial.
JAVA_OPTIONS = [
    "-XX:+IgnoreUnrecognizedVMOptions",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/java.net=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
    "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
    "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
    "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    "-Djdk.reflect.useDirectMethodHandle=false",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-XX:TieredStopAtLevel=1",
    f"-Dlog4j2.configurationFile={PROJECT / 'conf' / 'log4j2.properties'}",
]

_MISSING_TABLE = re.compile(r"TABLE_OR_VIEW_NOT_FOUND.*?`([^`]+)`", re.DOTALL)


class PerennialError(Exception):
    """Something that whoever runs the notebook can put right; the message says how."""


class PySpark:
    """Queries in PySpark: in the session that is there, or a local one with Delta."""

    def __init__(self):
        from pyspark.sql import SparkSession

        self._spark = SparkSession.getActiveSession()
        if self._spark is None:
            builder = SparkSession.builder
            for key, value in {**LOCAL_SETTINGS, **SETTINGS}.items():
                builder = builder.config(key, value)
            try:  # The package delta-spark brings its jars along.
                from delta import configure_spark_with_delta_pip

                builder = configure_spark_with_delta_pip(builder)
            except ImportError:
                pass
            self._spark = builder.getOrCreate()

    def open(self, name: str, form: str, location: str) -> None:
        self._spark.read.format(form).load(location).createOrReplaceTempView(name)

    def query(self, text: str) -> tuple[list[tuple[str, str]], list[list]]:
        rows = self._spark.sql(text)
        return rows.dtypes, [list(row) for row in rows.collect()]


class EmbeddedSpark:
    """Queries in the Spark that the project was built with, in a Java within this process."""

    def __init__(self):
        import jpype

        if not jpype.isJVMStarted():
            jpype.startJVM(*JAVA_OPTIONS, classpath=class_path(), convertStrings=True)
        self._java = jpype
        builder = jpype.JClass("org.apache.spark.sql.SparkSession").builder()
        for key, value in {**LOCAL_SETTINGS, **SETTINGS}.items():
            builder = builder.config(key, value)
        self._spark = builder.getOrCreate()

    def open(self, name: str, form: str, location: str) -> None:
        self._spark.read().format(form).load(location).createOrReplaceTempView(name)

    def query(self, text: str) -> tuple[list[tuple[str, str]], list[list]]:
        rows = self._spark.sql(text)
        columns = [(str(field.name()), str(field.dataType().simpleString())) for field in rows.schema().fields()]
        names = [name for name, _ in columns]
        if len(set(names)) < len(names):
            raise PerennialError("Two columns of the query have one name; give one of them another with AS.")
        # As one text, since each call into Java costs more than a row is worth.
        lines = self._java.JClass("java.lang.String").join("\n", rows.toJSON().collectAsList())
        return columns, [[row.get(name) for name in names] for row in map(json.loads, str(lines).splitlines())]


def class_path() -> list[str]:
    """The jars of the embedded Spark: those that PERENNIAL_CLASS_PATH names, or what jobs/perennial made."""
    bridge = Path("/usr/share/java/org.jpype.jar")  # where Debian puts it; others keep it beside JPype
    bridges = [str(bridge)] if bridge.exists() else []
    if given := os.environ.get("PERENNIAL_CLASS_PATH"):
        return given.split(os.pathsep) + bridges
    jar = PROJECT / "target" / "perennial-job.jar"
    jars = PROJECT / "target" / "embedded-spark.classpath"
    if not (jar.exists() and jars.exists()):
        raise PerennialError(
            "There is neither PySpark nor a built project. Run 'jobs/perennial demo' once, or install PySpark."
        )
    return [str(jar), *jars.read_text().strip().split(os.pathsep), *bridges]


class Tables:
    """The published tables below one folder. A table is opened when a query first names it."""

    def __init__(self, path: str, form: str, engine):
        self.path = path
        self.format = form
        self._engine = engine
        self._opened: set[str] = set()

    def sql(self, text: str) -> pandas.DataFrame:
        """The rows of a query in Spark SQL, at most as many as fit into memory."""
        while True:
            try:
                columns, rows = self._engine.query(text)
                return _frame(columns, rows)
            except PerennialError:
                raise
            except Exception as refusal:  # Of PySpark or of Java: the two have no class in common.
                missing = _MISSING_TABLE.search(str(refusal))
                if missing is None or missing.group(1) in self._opened:
                    raise PerennialError(str(refusal).strip()) from None
                self._open(missing.group(1))

    def _open(self, name: str) -> None:
        location = f"{self.path}/{name}"
        try:
            self._engine.open(name, self.format, location)
        except Exception as failure:
            raise PerennialError(
                f"The table {name} cannot be opened at {location} in the format {self.format}: "
                f"{str(failure).strip().splitlines()[0]} Run 'jobs/perennial demo' for the demo's tables."
            ) from None
        self._opened.add(name)


_engine = None
_tables = None


def tables(path: str | None = None, form: str | None = None) -> Tables:
    """Chooses the tables that SQL cells ask.

    :param path: the folder, the configuration's output.path; default: PERENNIAL_TABLES, or the demo's
    :param form: delta or parquet, the configuration's output.format; default: PERENNIAL_FORMAT, or what a local folder
        holds
    """
    global _engine, _tables
    place = path or os.environ.get("PERENNIAL_TABLES") or str(PROJECT / "target" / "demo" / "output")
    if "://" not in place and not Path(place).is_dir():
        raise PerennialError(f"There are no tables in {place}. Run 'jobs/perennial demo', or name another folder.")
    if _engine is None:
        _engine = _start()
    _tables = Tables(place.rstrip("/"), form or os.environ.get("PERENNIAL_FORMAT") or _format_of(place), _engine)
    _register()
    return _tables


def sql(text: str) -> pandas.DataFrame:
    """The rows of a query over the tables that were chosen, or else the default ones."""
    return (_tables or tables()).sql(text)


def _start():
    try:
        import pyspark  # noqa: F401
    except ImportError:
        try:
            import jpype  # noqa: F401
        except ImportError:
            raise PerennialError(
                "Queries need PySpark (pip install pyspark delta-spark) or JPype (on Debian: apt-get install"
                " python3-jpype)."
            ) from None
        return EmbeddedSpark()
    return PySpark()


def _format_of(place: str) -> str:
    """A local folder tells by its tables; elsewhere Delta is what is published unless configured otherwise."""
    folder = Path(place)
    return "parquet" if folder.is_dir() and not any(folder.glob("*/_delta_log")) else "delta"


def _frame(columns: list[tuple[str, str]], rows: list[list]) -> pandas.DataFrame:
    frame = pandas.DataFrame(rows, columns=[name for name, _ in columns])
    for name, kind in columns:
        if kind == "date":
            frame[name] = pandas.to_datetime(frame[name])
        elif kind.startswith("timestamp"):
            frame[name] = pandas.to_datetime(frame[name], utc=True)
        elif kind.startswith("decimal") or kind in ("double", "float"):
            frame[name] = frame[name].astype(float)
        elif kind in ("bigint", "int", "smallint", "tinyint"):
            frame[name] = frame[name].astype(float if frame[name].isna().any() else int)
    return frame


# SQL cells


def _register() -> None:
    """Teaches a notebook the cell %%sql; elsewhere there is nothing to teach."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return

    def sql_cell(line: str, cell: str):
        name = line.strip()
        if name and not name.isidentifier():
            raise PerennialError(f"After %%sql stands the name of a variable, not {name!r}.")
        frame = sql(cell.strip().rstrip(";"))
        if name:
            shell.push({name: frame})
        return frame

    shell.register_magic_function(sql_cell, "cell", "sql")


# Plots

INK = "#2b2f33"
MUTED = "#8a9199"
GRID = "#e3e6e8"
# Told apart by readers with any colour vision (Okabe and Ito's palette, without its yellow).
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"]


def figure(title: str, note: str = "", height: float = 4.2):
    """An empty plot with a title that says what is to be seen, and a note below of what is left out."""
    import matplotlib.pyplot as plt

    drawn, axes = plt.subplots(figsize=(9, height), layout="constrained")
    axes.set_title(title, loc="left", color=INK, fontsize=12, fontweight="bold", pad=12)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(MUTED)
    axes.tick_params(colors=INK, labelsize=9)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_prop_cycle(color=COLOURS)
    if note:
        drawn.supxlabel(note, x=0.01, ha="left", fontsize=8.5, color=MUTED)
    return axes


def as_percent(axis) -> None:
    """Shows a share from 0 to 1 as percent."""
    from matplotlib.ticker import PercentFormatter

    axis.set_major_formatter(PercentFormatter(1, decimals=0))


def as_thousands(axis) -> None:
    """Shows large numbers with separators."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
