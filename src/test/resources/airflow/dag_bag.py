"""Loads a folder of DAGs with the real Airflow and prints what it found as JSON.

usage: dag_bag.py FOLDER; exit code 77 says that Airflow cannot be imported here.
"""

import json
import sys

try:
    import airflow
except ImportError:
    sys.exit(77)

try:  # Airflow 3.2 and later
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag

bag = DagBag(dag_folder=sys.argv[1], include_examples=False)
print(
    json.dumps(
        {
            "version": airflow.__version__,
            "errors": bag.import_errors,
            "dags": {dag_id: [task.task_id for task in dag.tasks] for dag_id, dag in bag.dags.items()},
        }
    )
)
