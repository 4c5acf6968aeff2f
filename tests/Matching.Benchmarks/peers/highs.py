"""HiGHS, through SciPy, on the files that `solve` reads: indivisible demands (mode g) without caps.

    highs.py --time-limit SECONDS FILE...

One JSON line per file with the keys of `solve`; the time of a solve is that of scipy.optimize.milp.
"""
import argparse
import json
import time

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix


def read(path):
    with open(path, encoding="ascii") as file:
        head = file.readline().split()
        numbers = numpy.array(file.read().split(), dtype=numpy.int64)
    demands, slots, edges, mode = int(head[0]), int(head[1]), int(head[2]), head[3]
    if mode != "g" or len(numbers) != slots + demands + 4 * edges:
        raise SystemExit(f"{path}: only indivisible demands (mode g) without caps can be solved here")
    return demands, slots, numbers[:slots], numbers[slots + demands:].reshape(edges, 4)


def peak_mb():
    """Of this process alone; getrusage would count what started it."""
    with open("/proc/self/status", encoding="ascii") as file:
        return round(next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024, 1)


def best_alone(edge, demands):
    """Every demand at its best slot: the bound that needs no solver."""
    best = numpy.zeros(demands, dtype=numpy.int64)
    numpy.maximum.at(best, edge[:, 0], edge[:, 2])
    return int(best.sum())


def solve(path, limit):
    start = time.perf_counter()
    demands, slots, capacity, edge = read(path)
    read_s = time.perf_counter() - start
    start = time.perf_counter()
    column = numpy.arange(len(edge))
    once = csr_matrix((numpy.ones(len(edge)), (edge[:, 0], column)), (demands, len(edge)))
    load = csr_matrix((edge[:, 3], (edge[:, 1], column)), (slots, len(edge)))
    build_s = time.perf_counter() - start
    scale = float(edge[:, 2].mean()) if len(edge) else 1.0  # scores near one suit its tolerances
    start, cpu = time.perf_counter(), time.process_time()
    answer = milp(
        -edge[:, 2] / scale, integrality=numpy.ones(len(edge)), bounds=Bounds(0, 1),
        constraints=[LinearConstraint(once, ub=1), LinearConstraint(load, ub=capacity)],
        options={"time_limit": limit, "mip_rel_gap": 0})
    solve_s, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    chosen = numpy.round(answer.x).astype(bool) if answer.x is not None else numpy.zeros(len(edge), bool)
    score = int(edge[chosen, 2].sum())
    bound = best_alone(edge, demands) if answer.mip_dual_bound is None else int(-answer.mip_dual_bound * scale + 0.5)
    bound = max(score, bound)
    return {
        "solver": "HiGHS", "file": path, "status": "optimal" if score == bound else "feasible" if chosen.any() else "bound-only",
        "score": score, "bound": bound, "gap": (bound - score) / bound if bound else 0, "assigned": int(chosen.sum()),
        "read_s": round(read_s, 6), "build_s": round(build_s, 6), "solve_s": round(solve_s, 6), "solve_cpu_s": round(cpu_s, 6),
        "peak_mb": peak_mb()}


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--time-limit", type=float, default=60)
    arguments.add_argument("files", nargs="+")
    given = arguments.parse_args()
    for name in given.files:
        print(json.dumps(solve(name, given.time_limit)), flush=True)
