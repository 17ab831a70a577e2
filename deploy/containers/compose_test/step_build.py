"""Step 2: the images, from a registry's base where there is one, else from one made here."""

from __future__ import annotations

from deploy.containers import images
from deploy.containers.compose_test.trial import Trial
from deploy.containers.docker import megabytes
from deploy.containers.servers import chosen


def build(trial: Trial) -> str:
    """Raises ContainerProblem."""
    bases = chosen()
    tag = images.version()
    trial.images = images.build(bases["PYTHON_IMAGE"], tag)
    trial.system.environment |= {**bases, "MOTCUA_VERSION": tag}
    whole = sum(megabytes(name) for name in trial.images.values())
    return f"{len(trial.images)} images tagged {tag}, {whole} MB with what they share; base {bases['PYTHON_IMAGE']}"
