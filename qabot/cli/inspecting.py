"""``models``, ``config`` and ``doctor``: what qabot runs on."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qabot.cli.options import ARTICLES, JSON, command, examples
from qabot.cli.parsing import Group
from qabot.cli.printing import print_columns, print_row
from qabot.cli.session import Session
from qabot.cli.status import ExitStatus
from qabot.errors import ModelError
from qabot.paths import shown

if TYPE_CHECKING:
    from qabot.cli.checks import Check


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    models = typer.Typer(
        name="models",
        cls=Group,
        help="List the models, check their files, pull more.",
        rich_markup_mode=None,
        epilog=examples("qabot models list", "qabot models check"),
    )
    command(models, "list", JSON, epilog=examples("qabot models list --json"))(list_models)
    command(models, "check", JSON, epilog=examples("qabot models check"))(check_models)
    command(
        models, "pull", epilog=examples("qabot models pull sentence-transformers/all-mpnet-base-v2")
    )(pull_model)
    app.add_typer(models)
    command(
        app,
        "config",
        JSON,
        epilog=examples("qabot config", "qabot config --set answer.top=5 --json"),
    )(config)
    command(
        app,
        "doctor",
        ARTICLES,
        JSON,
        epilog=examples(
            "qabot doctor",
            "qabot doctor --offline                   prove that nothing is sent",
            "qabot doctor --json",
        ),
    )(doctor)


def list_models(session: Session) -> int:
    """List the registered models, and where their files are."""
    from embeddings import MODELS, EmbeddingError, locate

    in_use = models_in_use(session)
    rows: list[tuple[str, ...]] = []
    for model in MODELS.values():
        try:
            folder, place = str(locate(model)), shown(locate(model))
        except EmbeddingError as error:
            folder, place = None, f"missing: {error}"
        if session.json:
            session.env.write_json(
                {
                    "name": model.name,
                    "role": model.role,
                    "format": model.format,
                    "repository": model.repository,
                    "revision": model.revision,
                    "licence": model.licence,
                    "sha256": model.weights_sha256,
                    "in_use": model.name in in_use,
                    "folder": folder,
                }
            )
        star = "*" if model.name in in_use else " "
        rows.append((star, model.name, model.role, model.licence, place))
    if not session.json:
        print_columns(session.env, rows)
        session.env.notice("* in use")
    return ExitStatus.ANSWERED


def check_models(session: Session) -> int:
    """Compare the files of each model with their SHA-256.

    Exit status 2 when a model that is in use is missing or altered.
    """
    from embeddings import MODELS

    in_use = models_in_use(session)
    status = ExitStatus.ANSWERED
    for model in MODELS.values():
        problem = model_problem(model)
        if problem and model.name in in_use:
            status = ExitStatus.ERROR
        if session.json:
            record = {"name": model.name, "ok": problem is None, "problem": problem}
            session.env.write_json(record)
        elif problem:
            print_row(session.env, "problem  ", f"{model.name}: {problem}")
        else:
            found = f"{model.name}: {len(model.files)} files as registered"
            print_row(session.env, "ok       ", found)
    return status


def pull_model(
    session: Session,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A registered model or a hub repository.")
    ],
    revision: Annotated[
        str | None,
        typer.Option(
            "--revision", metavar="COMMIT", help="Of a repository that is not registered."
        ),
    ] = None,
) -> int:
    """Download a model from the hub, and check it.

    This is the only command that uses the network.
    """
    from embeddings import EmbeddingError
    from embeddings.hub import pull

    session.env.notice(f"downloading {name} from the model hub")
    try:
        folder = pull(name, revision)
    except EmbeddingError as error:
        raise ModelError(str(error)) from error
    session.env.print(str(folder))
    session.env.notice(f"use it with --set encoder.model={name}")
    return ExitStatus.ANSWERED


def models_in_use(session: Session) -> set[str]:
    """Registered models that the configuration names."""
    from embeddings import MODELS
    from qabot.models import CROSS_ENCODER

    names = session.settings.config.encoder.model, session.settings.config.reader.model
    found = {m.name for m in MODELS.values() if m.name in names or m.repository in names}
    if session.settings.config.reader.model == CROSS_ENCODER:
        found |= {model.name for model in MODELS.values() if model.role == "pair-scorer"}
    return found


def model_problem(model: Any) -> str | None:
    """What is wrong with a registered model's files, with the repair; None when nothing is.

    To a reader and a pair scorer belongs what was fitted to it, to a reader what conversations do.
    """
    from embeddings import EmbeddingError, locate, verify
    from embeddings.fitted import CONVERSATIONS, read_fitted
    from qabot.models import CROSS_ENCODER

    try:
        verify(model, locate(model))
        if model.role == "pair-scorer":
            read_fitted(CROSS_ENCODER)
        elif model.role == "reader":
            for name in (model.name, *CONVERSATIONS):
                read_fitted(name)
    except EmbeddingError as error:
        return str(error)
    return None


def config(session: Session) -> int:
    """Show the configuration in force, and where it came from."""
    from qabot.cli.provenance import origins

    values = origins(session)
    path = session.settings.path
    if session.json:
        session.env.write_json(
            {
                "file": str(path) if path else None,
                "library": str(session.settings.library),
                "values": {
                    key: {"value": v, "from": origin} for key, (v, origin) in values.items()
                },
            }
        )
        return ExitStatus.ANSWERED
    import json

    print_columns(
        session.env,
        [
            (key, json.dumps(value, ensure_ascii=False), origin)
            for key, (value, origin) in values.items()
        ],
    )
    session.env.notice(f"configuration file: {shown(path) if path else 'none, the defaults'}")
    session.env.notice(f"library: {shown(session.settings.library)}")
    return ExitStatus.ANSWERED


def doctor(
    session: Session,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Prove that indexing and asking open no network socket."),
    ] = False,
) -> int:
    """Check everything qabot needs, one line each.

    A line says ok, or what the problem and its repair are. Exit status 2 when there is a problem.
    With --offline: 1 when a network socket was opened.
    """
    if offline:
        return _prove_offline(session)
    from qabot.cli.checks import checks

    status = ExitStatus.ANSWERED
    for check in checks(session):
        if check.problem:
            status = ExitStatus.ERROR
        _tell(session, check)
    return status


def _prove_offline(session: Session) -> int:
    from qabot.cli.offline import checks

    status = ExitStatus.ANSWERED
    for check, opened in checks(session):
        if opened:
            status = ExitStatus.NOTHING
        elif check.problem and status is not ExitStatus.NOTHING:
            status = ExitStatus.ERROR
        _tell(session, check)
    return status


def _tell(session: Session, check: "Check") -> None:
    if session.json:
        session.env.write_json(
            {
                "check": check.name,
                "ok": not check.problem,
                "found": check.found,
                "problem": check.problem,
            }
        )
    else:
        head = f"{'problem' if check.problem else 'ok':<8} {check.name:<10} "
        print_row(session.env, head, check.problem or check.found)
