"""A particle swarm in PySwarms (PyPI: pyswarms): global best, w = 0.7298, c1 = c2 = 1.49618, bounds by `nearest`, the objective
vectorised over the swarm in NumPy. Float64."""

import logging
import platform

import numpy as np
import pyswarms
from pyswarms.single import GlobalBestPSO

from driver import WORKLOAD as W
from driver import drive

logging.disable(logging.CRITICAL)


def sphere(x):
    return (x * x).sum(axis=1)


def rastrigin(x):
    return 10 * x.shape[1] + (x * x - 10 * np.cos(2 * np.pi * x)).sum(axis=1)


calls = 0


def counted(x):
    global calls
    calls += x.shape[0]
    return OBJECTIVE(x)


OBJECTIVE = {"sphere": sphere, "rastrigin": rastrigin}[W["objective"]]
optimizer = None


def reset():
    global optimizer, calls
    calls = 0
    np.random.seed(W.get("seed", 1))
    bounds = (np.full(W["dimensions"], float(W["lower"])), np.full(W["dimensions"], float(W["upper"])))
    optimizer = GlobalBestPSO(
        n_particles=W["particles"],
        dimensions=W["dimensions"],
        options={"w": 0.7298, "c1": 1.49618, "c2": 1.49618},
        bounds=bounds,
        bh_strategy="nearest",
    )


def run():
    best, _ = optimizer.optimize(counted, iters=W["iterations"], verbose=False)
    return {"work": calls, "best": float(best)}


drive(f"PySwarms {getattr(pyswarms, '__version__', '')}, NumPy {np.__version__}, Python {platform.python_version()}", run, reset)
