"""Imports a DAG file where there is no Airflow, and answers questions about it.

usage: with_stubs.py SHAPE DAG_FILE QUESTION, with the DAG's configuration and the question's data as JSON on standard
input. SHAPE says where the stubs keep what the file imports: as Airflow 3.2, 3.0 or 2.11 does. The standard library is
all that is needed. The answer is JSON on standard output.
"""

import datetime
import importlib.util
import json
import logging
import pathlib
import sys
import types


class DAG:
    def __init__(self, **arguments):
        self.arguments = arguments
        self.tasks = []


class BaseOperator:
    def __init__(self, *, task_id, dag=None, outlets=(), execution_timeout=None, **arguments):
        self.task_id, self.outlets, self.execution_timeout = task_id, list(outlets), execution_timeout
        self.arguments = arguments
        self.upstream = []
        self.log = logging.getLogger(task_id)
        if dag is not None:
            dag.tasks.append(self)

    def __rshift__(self, other):
        other.upstream.append(self.task_id)
        return other


class Asset:
    def __init__(self, uri):
        self.uri = uri


class CronDataIntervalTimetable:
    def __init__(self, cron, timezone):
        self.cron, self.timezone = cron, timezone


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class AirflowTaskTimeout(BaseException):
    pass


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    made.__path__ = []
    sys.modules[name] = made


def install(shape, configuration):
    exceptions = {kind.__name__: kind for kind in (AirflowException, AirflowFailException, AirflowTaskTimeout)}
    module("airflow.timetables", **{})
    module("airflow.timetables.interval", CronDataIntervalTimetable=CronDataIntervalTimetable)
    module("airflow.exceptions", **exceptions)
    if shape == "2.11":
        module("airflow", DAG=DAG)
        module("airflow.datasets", Dataset=Asset)
        module("airflow.models", **{})
        module("airflow.models.baseoperator", BaseOperator=BaseOperator)
    else:
        module("airflow")
        module("airflow.sdk", DAG=DAG, Asset=Asset, BaseOperator=BaseOperator)
        if shape == "3.2":
            sys.modules["airflow.sdk"].CronDataIntervalTimetable = CronDataIntervalTimetable
            module("airflow.sdk.exceptions", **exceptions)
            del sys.modules["airflow.timetables.interval"], sys.modules["airflow.exceptions"]
    module("pendulum", parse=lambda text, tz: f"{text} in {tz}")
    module("yaml", safe_load=lambda text: configuration)


def describe(dag_module, _):
    dag = dag_module.dag
    schedule = dag.arguments.pop("schedule")
    return {
        "dag": dag.arguments,
        "schedule": [schedule.cron, schedule.timezone],
        "tasks": [
            {
                "task_id": task.task_id,
                "upstream": task.upstream,
                "command": task.command,
                "folder": task.folder,
                "outlets": [asset.uri for asset in task.outlets],
                "timeout_seconds": task.execution_timeout.total_seconds(),
                "pool": task.arguments["pool"],
                "retries": task.arguments["retries"],
                "retry_delay_seconds": task.arguments["retry_delay"].total_seconds(),
            }
            for task in dag.tasks
        ],
    }


def as_of_dates(dag_module, asked):
    return [
        dag_module.as_of_date(datetime.datetime.fromisoformat(one["end"]), one["time_zone"]) for one in asked
    ]


class Events(dict):
    def __missing__(self, asset):
        self[asset] = types.SimpleNamespace(extra={})
        return self[asset]


def execute(dag_module, asked):
    """Runs the last task of the DAG with another command."""
    task = dag_module.dag.tasks[-1]
    task.command = asked["command"]
    task.folder = "."
    events = Events()
    context = {"outlet_events": events}
    if asked.get("data_interval_end"):
        context["data_interval_end"] = datetime.datetime.fromisoformat(asked["data_interval_end"])
    answer = {"raised": None, "message": None, "returned": None}
    if asked.get("time_out"):
        import signal

        def time_out(*_):
            raise AirflowTaskTimeout("timed out")

        signal.signal(signal.SIGALRM, time_out)
        signal.setitimer(signal.ITIMER_REAL, asked["time_out"])
    try:
        answer["returned"] = task.execute(context)
    except BaseException as raised:
        answer["raised"], answer["message"] = type(raised).__name__, str(raised)
    answer["events"] = {asset.uri: event.extra for asset, event in events.items()}
    answer["ended"] = task._process.poll() is not None if hasattr(task, "_process") else None
    return answer


if __name__ == "__main__":
    shape, file, question = sys.argv[1:]
    given = json.load(sys.stdin)
    install(shape, given["configuration"])
    spec = importlib.util.spec_from_file_location(pathlib.Path(file).stem, file)
    dag_module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = dag_module
    spec.loader.exec_module(dag_module)
    print(json.dumps(globals()[question](dag_module, given.get("asked"))))
