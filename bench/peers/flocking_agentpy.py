"""Flocking in AgentPy (PyPI: agentpy): its space with a k-d tree, every bird in turn in a fresh random order, in place, as the
comparison declares. Exact but for one thing: the tree is rebuilt after each move only if one asks for it anew, which AgentPy does, so
every bird pays for a whole tree. Differences to neighbours are wrapped here, since AgentPy hands over no distances."""

import platform

import agentpy as ap
import numpy as np

from driver import WORKLOAD as W
from driver import drive

SIZE = np.array([W["width"], W["height"]], dtype=float)
RADIUS = W["visual"]


class Bird(ap.Agent):
    def setup(self):
        self.velocity = self.model.nprandom.random(2) * 2 - 1

    def step(self):
        space = self.model.space
        mates = space.neighbors(self, RADIUS).to_list()
        count = len(mates)
        self.model.met += count
        if count:
            here = space.positions[self]
            delta = np.asarray([space.positions[mate] for mate in mates]) - here
            delta -= SIZE * np.round(delta / SIZE)
            steer = 0.03 * delta.sum(axis=0)
            steer -= 0.015 * delta[(delta**2).sum(axis=1) < 1].sum(axis=0)
            steer += 0.05 * np.asarray([mate.velocity for mate in mates]).sum(axis=0)
            self.velocity = self.velocity + steer / count
        self.velocity = self.velocity / np.linalg.norm(self.velocity)
        space.move_by(self, self.velocity)


class Flock(ap.Model):
    def setup(self):
        self.met = 0
        self.space = ap.Space(self, shape=tuple(SIZE), torus=True)
        self.birds = ap.AgentList(self, W["count"], Bird)
        self.space.add_agents(self.birds, [tuple(self.nprandom.random(2) * SIZE) for _ in range(W["count"])])

    def step(self):
        self.birds.shuffle().step()


flock = None


def reset():
    global flock
    flock = Flock({"seed": W.get("seed", 1)})
    flock.sim_setup(steps=W["ticks"] + 1)


def run():
    for _ in range(W["ticks"]):
        flock.step()
    steps = W["count"] * W["ticks"]
    return {"work": steps, "neighbours": flock.met / steps}


drive(f"AgentPy {ap.__version__}, Python {platform.python_version()}", run, reset)
