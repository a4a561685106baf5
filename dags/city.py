"""Every DAG of the city, made from mappings/: per system its feeds, sending and sweep; errands, comparing, upkeep."""

from datetime import timedelta
from pathlib import Path

from airflow import sdk
from airflow.providers.standard.operators.empty import EmptyOperator

from simpul.config import schedule, settings
from simpul.core import errors
from simpul.operations import scheduled

CITY = settings.load()
DOCS = {file.stem: file.read_text("utf-8") for file in Path(__file__).parent.glob("*.md")}
PRIORITY = {"errands": 4, "pull": 3, "compare": 2, "deliver": 1, "sweep": 0, "upkeep": 0}
ACTIONS = {errors.Stop: sdk.RetryAction.FAIL, errors.Retry: sdk.RetryAction.RETRY, errors.Park: sdk.RetryAction.RETRY}


def make(kind: str, every: timedelta | str, *, system: str = "", late: timedelta = timedelta(hours=1)) -> sdk.DAG:
    """A DAG that runs ``every`` so often, one run at a time, and reports a run not done after ``late``."""
    title = CITY.systems[system].title if system else ""
    name = f"{kind}_{system}" if system else kind
    doc = DOCS[kind].format(title=title, system=system)
    pause = timedelta(minutes=5) if isinstance(every, str) else min(every, timedelta(minutes=5))
    rules = [sdk.RetryRule(exception=error, action=action, retry_delay=pause) for error, action in ACTIONS.items()]
    alert = sdk.SyncCallback(scheduled.deadline_missed, {"dag": name, "minutes": late // timedelta(minutes=1)})
    return sdk.DAG(
        dag_id=name,
        dag_display_name=doc.splitlines()[0].removeprefix("# "),
        doc_md=doc,
        schedule=every,
        catchup=False,
        max_active_runs=1,
        tags=["simpul", kind, *([system] if system else [])],
        default_args={
            "retries": 3,
            "retry_policy": sdk.ExceptionRetryPolicy(rules=rules),
            "retry_delay": pause,
            "execution_timeout": timedelta(hours=2),
            "pool": schedule.pool(system),
            "priority_weight": PRIORITY[kind],
            "trigger_rule": "all_done",
        },
        deadline=sdk.DeadlineAlert(reference=sdk.DeadlineReference.DAGRUN_QUEUED_AT, interval=late, callback=alert),
    )


@sdk.task(multiple_outputs=False)
def run(use_case: str, target: str = "") -> dict[str, int]:
    """One use case of the hub; only the run's id and its counts come back."""
    return scheduled.run(use_case, target, caller=sdk.get_current_context()["run_id"])


for system, feeds in schedule.chains(CITY).items():
    with make("pull", schedule.pause(CITY, feeds), system=system, late=max(feed.freshness for feed in feeds)):
        pulls = [run.override(task_id=feed.name)("pull", feed.name) for feed in feeds]
        sdk.chain(*pulls)
        # Airflow colours a run by its last tasks: this one, which costs no worker, is red if any feed is.
        pulls >> EmptyOperator(task_id="every_feed", trigger_rule="none_failed")
for use_case, system, every in schedule.turns(CITY):
    with make(use_case, every, system=system):
        run.override(task_id=use_case)(use_case, system)
