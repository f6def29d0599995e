"""A particle swarm in pagmo (C++) through pygmo (PyPI: pygmo): constriction, ring of four neighbours (its default), the objective in
C++ too. Float64. pagmo has no sphere of its own; one written in Python would measure Python."""

import platform

import pygmo

from driver import WORKLOAD as W
from driver import drive

PROBLEMS = {"rastrigin": lambda: pygmo.rastrigin(W["dimensions"])}
if W["objective"] not in PROBLEMS:
    raise SystemExit(f"pagmo has no {W['objective']} in C++")

population = None
algorithm = None


def reset():
    global population, algorithm
    seed = W.get("seed", 1)
    population = pygmo.population(pygmo.problem(PROBLEMS[W["objective"]]()), W["particles"], seed=seed)
    algorithm = pygmo.algorithm(pygmo.pso(gen=W["iterations"], variant=5, neighb_type=2, neighb_param=4, seed=seed))


def run():
    before = population.problem.get_fevals()
    end = algorithm.evolve(population)
    return {"work": end.problem.get_fevals() - before, "best": float(end.champion_f[0])}


drive(f"pagmo through pygmo {pygmo.__version__}, Python {platform.python_version()}", run, reset)
