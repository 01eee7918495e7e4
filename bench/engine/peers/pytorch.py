"""PyTorch in a process of its own: python3 pytorch.py THREADS, requests on standard input (see ../protocol.ts)."""

import base64
import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F

MARK = "@bench "
CHECKED_STEPS = 3
SAMPLE_MS = 0.2
SLOW_MS = 500


def require_fast_algebra():
    """Debian's python3-torch runs on the reference BLAS where nothing better is installed: a tenth of the speed."""
    with open("/proc/self/maps") as file:
        maps = file.read()
    if not any(name in maps for name in ("openblas", "mkl", "blis")):
        raise RuntimeError("PyTorch has only the reference BLAS here; libopenblas0 is missing")


class Net:
    """A workload's file (see ../net.ts) as PyTorch sees it."""

    def __init__(self, path, batch):
        with open(path + ".json") as file:
            self.head = json.load(file)
        words = numpy.fromfile(path + ".bin", dtype="<f4")
        count = self.head["weightCount"]
        shape = self.head["graph"]["input"]
        every = self.head["batch"]
        one = int(numpy.prod(shape))
        at = lambda which: words[count + which * every * one :][: batch * one]
        self.inputs = [torch.from_numpy(at(which).reshape(batch, *shape).copy()) for which in (0, 1)]
        self.targets = torch.from_numpy(words[count + 2 * every * one :][:batch].view("<i4").astype("int64"))
        self.training = self.head["mode"] == "training"
        self.tensors = [
            {
                tensor["name"]: torch.from_numpy(
                    words[tensor["offset"] :][: int(numpy.prod(tensor["shape"]))].reshape(tensor["shape"]).copy()
                )
                for tensor in node["tensors"]
            }
            for node in self.head["nodes"]
        ]
        self.trained = [tensor for layer in self.tensors for name, tensor in layer.items() if "running" not in name]
        if self.training:
            for tensor in self.trained:
                tensor.requires_grad_()
            self.optimiser = torch.optim.SGD(self.trained, lr=self.head["learningRate"])

    def forward(self, x):
        values = []
        for node, tensors in zip(self.head["nodes"], self.tensors):
            xs = [x if i < 0 else values[i] for i in node["inputs"]]
            values.append(self.layer(node["type"], node["attributes"], tensors, xs))
        return values[-1]

    def layer(self, kind, a, tensors, xs):
        x = xs[0]
        if kind == "Conv2d":
            return F.conv2d(x, tensors["weight"], tensors.get("bias"), a["stride"], a["padding"], a["dilation"], a["groups"])
        if kind == "BatchNorm2d":
            statistics = tensors["running_mean"], tensors["running_var"]
            return F.batch_norm(x, *statistics, tensors["weight"], tensors["bias"], self.training, a["momentum"], a["eps"])
        if kind == "MaxPool2d":
            return F.max_pool2d(x, a["kernel_size"], a.get("stride") or a["kernel_size"], a["padding"])
        if kind == "Linear":
            return F.linear(x, tensors["weight"], tensors.get("bias"))
        if kind == "Add":
            return sum(xs[1:], x)
        if kind == "ReLU":
            return torch.relu(x)
        if kind == "ReLU6":
            return F.relu6(x)
        if kind == "Flatten":
            return x.flatten(1)
        if kind == "AdaptiveAvgPool2d":
            return F.adaptive_avg_pool2d(x, a["output_size"])
        raise TypeError("no " + kind)

    def step(self, which):
        if not self.training:
            with torch.inference_mode():
                return self.forward(self.inputs[which]).numpy()
        self.optimiser.zero_grad(set_to_none=False)
        loss = F.cross_entropy(self.forward(self.inputs[which]), self.targets)
        loss.backward()
        self.optimiser.step()
        return loss.item()


def milliseconds(work, count=1, first=0):
    start = time.perf_counter()
    result = None
    for i in range(count):
        result = work((first + i) % 2)
    return 1000 * (time.perf_counter() - start), result


class Answers:
    net = None
    group = 1
    passed = 0

    def open(self, file, batch, warmMs):
        require_fast_algebra()
        net = self.net = Net(file, batch)
        times, values = [], []
        for _ in range(CHECKED_STEPS if net.training else 1):
            took, result = milliseconds(net.step)
            times.append(took)
            values.append(result)
        until = time.perf_counter() + warmMs / 1000
        last = times[-1]
        self.passed = 1
        while len(times) < 2 or (last < SLOW_MS and time.perf_counter() < until):
            last, _ = milliseconds(net.step, 1, self.passed)
            self.passed += 1
            times.append(last)
        self.group = max(1, -int(-SAMPLE_MS // last))
        numbers = numpy.array(values, dtype="<f4")
        return {"values": base64.b64encode(numbers.tobytes()).decode(), "passes": times[:8], "facts": {}}

    def time(self, ms):
        samples = []
        until = time.perf_counter() + ms / 1000
        while True:
            took, _ = milliseconds(self.net.step, self.group, self.passed)
            self.passed += self.group
            samples.append(took / self.group)
            if time.perf_counter() >= until:
                return {"samples": samples}

    def close(self):
        self.net = None
        return {}


def main():
    torch.set_num_threads(int(sys.argv[1]))
    answers = Answers()
    for line in sys.stdin:
        if not line.startswith(MARK):
            continue
        request = json.loads(line[len(MARK) :])
        try:
            reply = getattr(answers, request.pop("do"))(**request)
        except Exception as error:  # told to the bench, which leaves this workload out
            reply = {"error": "%s: %s" % (type(error).__name__, error)}
        sys.stdout.write(MARK + json.dumps(reply) + "\n")
        sys.stdout.flush()


main()
