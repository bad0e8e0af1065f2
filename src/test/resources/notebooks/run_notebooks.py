"""Executes notebooks one after the other in one kernel, so that Java and Spark start once, and reports on each.

usage: run_notebooks.py OUT NOTEBOOK...; the executed notebooks and their pictures go to the folder OUT. Exit code 77
says that a package is missing, and standard error which. The report is JSON on standard output.
"""

import base64
import json
import pathlib
import sys
import time

try:
    import ipykernel  # noqa: F401
    import matplotlib  # noqa: F401
    import nbformat
    import pandas  # noqa: F401
    from jupyter_client import KernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    try:
        import pyspark  # noqa: F401
    except ImportError:
        import jpype  # noqa: F401
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

# Counts what every plot shows before the notebook's own machinery draws and closes it: an empty plot is a picture, too.
# The counts are kept where the notebooks' names are not, since those are forgotten between two notebooks.
PREPARE = '''
def prepare():
    import matplotlib.pyplot
    import numpy

    def panel(axes):
        finite = sum(int(numpy.isfinite(numpy.asarray(line.get_ydata(), float)).sum()) for line in axes.lines)
        bars = sum(1 for bar in axes.patches if bar.get_width() and bar.get_height())
        cells = sum(int(numpy.isfinite(numpy.ma.filled(image.get_array(), numpy.nan)).sum()) for image in axes.images)
        return finite + bars + cells

    def count_marks():
        """What is drawn in every panel of the figures that a cell leaves open."""
        for number in matplotlib.pyplot.get_fignums():
            shell.marks.append([panel(axes) for axes in matplotlib.pyplot.figure(number).axes])

    shell = get_ipython()
    if not hasattr(shell, "marks"):
        shell.events.callbacks["post_execute"].insert(0, count_marks)
    shell.marks = []

prepare()
'''
REPORT = "import json; print(json.dumps(get_ipython().marks))"


def execute(client, source):
    cell = nbformat.v4.new_code_cell(source)
    client.nb.cells.append(cell)
    client.execute_cell(cell, len(client.nb.cells) - 1)
    client.nb.cells.pop()
    return "".join(output.get("text", "") for output in cell.outputs)


def run(path, kernel, out):
    started = time.time()
    notebook = nbformat.read(path, as_version=4)
    answer = {"name": path.stem, "error": None, "plots": [], "pictures": 0, "unplotted": [], "empty_queries": []}
    client = NotebookClient(
        notebook, km=kernel, timeout=300, resources={"metadata": {"path": str(path.parent)}}, coalesce_streams=True
    )
    with client.setup_kernel(cleanup_kc=False):
        # What one notebook defines must not help the next; modules, and with them Spark, stay.
        execute(client, "%reset -f")
        execute(client, PREPARE)
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                answer["error"] = f"cell {index}: {error}"
                # A kernel drops what it is asked right after a failure.
                time.sleep(1)
                break
            pictures = [o.data["image/png"] for o in cell.outputs if "image/png" in o.get("data", {})]
            answer["pictures"] += len(pictures)
            for picture in pictures:
                (out / f"{path.stem}-{index}.png").write_bytes(base64.b64decode(picture))
            if ("figure(" in cell.source or "subplots(" in cell.source) and not pictures:
                answer["unplotted"].append(index)
            if cell.source.startswith("%%sql") and any(
                "Empty DataFrame" in str(o.get("data", {}).get("text/plain", "")) for o in cell.outputs
            ):
                answer["empty_queries"].append(index)
        if answer["error"] is None:
            answer["plots"] = json.loads(execute(client, REPORT))
    nbformat.write(notebook, out / path.name)
    answer["seconds"] = round(time.time() - started, 1)
    return answer


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    kernel = KernelManager(kernel_name="python3")
    kernel.start_kernel(cwd=str(pathlib.Path(sys.argv[2]).resolve().parent))
    try:
        print(json.dumps([run(pathlib.Path(file), kernel, out) for file in sys.argv[2:]]))
    finally:
        kernel.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()
