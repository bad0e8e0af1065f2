"""The Airflow DAG that checks, runs, verifies and publishes, for Airflow 3 and 2.11.

What it runs and when is in perennial_retention.yaml beside this file. Here are three things alone: the as-of date of a
data interval, what an exit code means to Airflow, and the order of the tasks.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pendulum
import yaml

try:  # Airflow 3
    from airflow.sdk import DAG, Asset, BaseOperator
except ImportError:  # Airflow 2.11
    from airflow import DAG
    from airflow.datasets import Dataset as Asset
    from airflow.models.baseoperator import BaseOperator

try:  # Where later releases of Airflow 3 keep it
    from airflow.sdk import CronDataIntervalTimetable
except ImportError:
    from airflow.timetables.interval import CronDataIntervalTimetable

try:  # Where later releases of Airflow 3 keep them
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowTaskTimeout
except ImportError:
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowTaskTimeout

CONFIGURATION = Path(__file__).with_suffix(".yaml")

# What jobs/perennial --help says of them; only after the last one may the same run go well.
RETRY = 5
MEANINGS = {
    1: "Perennial failed in a way it did not foresee",
    2: "the command line or the configuration has to be corrected",
    3: "the input tables are not what the configuration says of them",
    4: "a computed table broke its contract, or what a query asserts does not hold",
    RETRY: "an outside system failed, and a retry may help",
}

# A process that was asked to end has so long to do it.
GRACE_SECONDS = 30


# As much of what a command printed stands in the message of its failure.
SUMMARY_LINES = 80
SUMMARY_WIDTH = 300


def as_of_date(interval_end: datetime, time_zone: str) -> str:
    """The last day that is over when an interval ends, as yyyy-mm-dd in the time zone.

    An interval that ends at midnight has the day before as its last; so has one that ends during a day, of which the
    rest is still to come.
    """
    return (interval_end.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=1)).isoformat()


def failure(exit_code: int, said: list[str], printed: list[str]) -> AirflowException:
    """What a failed process means: one exception is tried again by Airflow, the other is not."""
    meaning = MEANINGS.get(exit_code, "the process was ended from outside")
    lines = [f"Perennial ended with exit code {exit_code}: {meaning}.", *problems(said), *summary(printed)]
    message = "\n".join(lines)
    return AirflowException(message) if exit_code == RETRY else AirflowFailException(message)


def problems(said: list[str]) -> list[str]:
    """The problems that a process told on standard error, each with its cause and remedy; without its log."""
    told: list[str] = []
    block: list[str] = []
    for line in [*said, ""]:
        if block and line.startswith("  "):
            block.append(line)
            continue
        if any(part.startswith("  cause:") for part in block):
            told += block
        block = [line] if line.startswith("perennial: ") else []
    return told


def summary(printed: list[str]) -> list[str]:
    """What a process printed before it failed, such as the rows that it found; the rest of much is in the log."""
    lines = [line[:SUMMARY_WIDTH] for line in printed[:SUMMARY_LINES]]
    return ["", *lines] if lines else []


class PerennialOperator(BaseOperator):
    """Runs one command of Perennial.

    Standard error goes to the task's log line by line, standard output when the command has ended; the failure's
    message holds the problems that the command told and the summary that it printed. A row of JSON on standard output goes with the outlets' events.

    :param command: the command line; {as_of_date} in it stands for the as-of date of the run's data interval
    :param folder: where the command is run
    :param time_zone: the zone whose days are meant
    """

    ui_color = "#e7f0e4"

    def __init__(self, *, command: list[str], folder: str, time_zone: str, **kwargs) -> None:
        super().__init__(**kwargs)
        self.command = command
        self.folder = folder
        self.time_zone = time_zone

    def execute(self, context):
        interval_end = context.get("data_interval_end")
        if interval_end is None:
            raise AirflowFailException(
                "This run has no data interval, so there is no as-of date. Trigger the DAG with a logical date."
            )
        date = as_of_date(interval_end, self.time_zone)
        command = [part.replace("{as_of_date}", date) for part in self.command]
        self.log.info("Running %s in %s", command, self.folder)
        try:
            exit_code, out, err = self._run(command)
        except AirflowTaskTimeout:
            # Airflow would try again what has just proved too slow.
            raise AirflowFailException(f"Perennial was ended after {self.execution_timeout}.") from None
        for line in out:
            self.log.info("%s", line)
        if exit_code != 0:
            raise failure(exit_code, err, out)
        self._tell_outlets(context, out)
        return "\n".join(out)

    def on_kill(self) -> None:
        process = getattr(self, "_process", None)
        if process is None or process.poll() is not None:
            return
        # The launcher and what it started, which is a session of its own.
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)

    def _run(self, command: list[str]) -> tuple[int, list[str], list[str]]:
        self._process = subprocess.Popen(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        out: list[str] = []
        reader = threading.Thread(
            target=lambda: out.extend(line.rstrip("\n") for line in self._process.stdout), daemon=True
        )
        reader.start()
        err: list[str] = []
        try:
            for line in self._process.stderr:
                err.append(line.rstrip("\n"))
                self.log.info("%s", err[-1])
            exit_code = self._process.wait()
            reader.join()
            return exit_code, out, err
        finally:
            self.on_kill()

    def _tell_outlets(self, context, out: list[str]) -> None:
        if not self.outlets:
            return
        if len(out) != 1:
            raise AirflowFailException(f"The query gave {len(out)} rows where one is to be published.")
        for asset in self.outlets:
            context["outlet_events"][asset].extra = json.loads(out[0])


def retention_dag(configuration: dict) -> DAG:
    """The DAG that a configuration describes: its tasks one after the other."""
    time_zone = configuration["time_zone"]
    folder = (CONFIGURATION.parent / configuration["project"]).resolve()
    dag = DAG(
        dag_id=configuration["dag_id"],
        description=configuration["description"],
        schedule=CronDataIntervalTimetable(configuration["schedule"], timezone=time_zone),
        start_date=pendulum.parse(str(configuration["start_date"]), tz=time_zone),
        catchup=configuration["catchup"],
        # Two runs at once would only wait for each other's memory.
        max_active_runs=1,
        tags=configuration["tags"],
        doc_md=__doc__,
    )
    previous = None
    for task_id, task in configuration["tasks"].items():
        operator = PerennialOperator(
            task_id=task_id,
            command=[
                str(folder / configuration["command"]),
                *task["arguments"],
                *configuration["configuration"],
                *configuration["spark"][task["spark"]],
            ],
            folder=str(folder),
            time_zone=time_zone,
            pool=configuration["pool"],
            retries=configuration["retries"],
            retry_delay=timedelta(minutes=configuration["retry_delay_minutes"]),
            execution_timeout=timedelta(minutes=task["timeout_minutes"]),
            outlets=[Asset(uri) for uri in task.get("outlets", [])],
            dag=dag,
        )
        if previous is not None:
            previous >> operator
        previous = operator
    return dag


with CONFIGURATION.open(encoding="utf-8") as text:
    dag = retention_dag(yaml.safe_load(text))
