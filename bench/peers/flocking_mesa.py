"""Flocking in Mesa (PyPI: mesa): its continuous space, every bird in turn in a fresh random order, in place, as the comparison declares.
Exact: neighbours within the radius, wrapped on the torus, float64. Building the model is not timed."""

import platform

import mesa
import numpy as np
from mesa.experimental.continuous_space import ContinuousSpace, ContinuousSpaceAgent

from driver import WORKLOAD as W
from driver import drive

RADIUS = W["visual"]


class Bird(ContinuousSpaceAgent):
    def __init__(self, model, position, velocity):
        super().__init__(model.space, model)
        self.position = position
        self.velocity = velocity

    def step(self):
        mates, distances = self.get_neighbors_in_radius(RADIUS)
        count = len(mates)
        self.model.met += count
        if count:
            delta = self.space.calculate_difference_vector(self.position, agents=mates)
            steer = 0.03 * delta.sum(axis=0)
            steer -= 0.015 * delta[distances < 1].sum(axis=0)
            steer += 0.05 * np.asarray([mate.velocity for mate in mates]).sum(axis=0)
            self.velocity = self.velocity + steer / count
        self.velocity = self.velocity / np.linalg.norm(self.velocity)
        self.position = self.position + self.velocity


class Flock(mesa.Model):
    def __init__(self):
        super().__init__(seed=W.get("seed", 1))
        self.met = 0
        size = np.array([W["width"], W["height"]], dtype=float)
        self.space = ContinuousSpace([[0, size[0]], [0, size[1]]], torus=True, random=self.random, n_agents=W["count"])
        for _ in range(W["count"]):
            Bird(self, self.rng.random(2) * size, self.rng.random(2) * 2 - 1)

    def step(self):
        self.agents.shuffle_do("step")


flock = None


def reset():
    global flock
    flock = Flock()


def run():
    for _ in range(W["ticks"]):
        flock.step()
    steps = W["count"] * W["ticks"]
    return {"work": steps, "neighbours": flock.met / steps}


drive(f"Mesa {mesa.__version__}, Python {platform.python_version()}", run, reset)
