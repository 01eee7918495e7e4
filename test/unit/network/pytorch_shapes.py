"""Writes pytorch-shapes.json: what PyTorch makes of many layers, legal and not. Run with python3 and PyTorch (1.13 was used):

    python3 test/unit/network/pytorch_shapes.py > test/unit/network/pytorch-shapes.json

A case is [type, attributes, input shapes without the batch, output shape or null, {tensor: shape}]; null where PyTorch refuses.
Outputs with an empty side are left out: PyTorch allows them in places, a model does not.
"""
import json
import random
import warnings

import torch
import torch.nn as nn

warnings.simplefilter("ignore")
random.seed(7)
torch.manual_seed(7)
pick = random.choice


def pair(*values):
    return pick(values) if random.random() < 0.6 else [pick(values), pick(values)]


def maybe(attributes, name, make, chance=0.5):
    if random.random() < chance:
        attributes[name] = make()


def maps():
    return [pick([1, 2, 3, 4, 6, 8, 9, 12]), pick([1, 2, 3, 5, 7, 8, 10]), pick([1, 2, 4, 6, 7, 9])]


def anything():
    return maps() if random.random() < 0.6 else [pick([1, 3, 4, 6])] if random.random() < 0.7 else [pick([2, 3]), pick([4, 5])]


def convolution(type):
    def make():
        a = {"out_channels": pick([1, 2, 4, 6, 12]), "kernel_size": pair(1, 2, 3, 5)}
        maybe(a, "stride", lambda: pair(1, 2, 3))
        maybe(a, "dilation", lambda: pair(1, 2, 3), 0.3)
        maybe(a, "groups", lambda: pick([1, 2, 3, 4]), 0.4)
        maybe(a, "bias", lambda: pick([True, False]), 0.3)
        if type == "Conv2d":
            maybe(a, "padding", lambda: pick(["same", "valid", pair(0, 1, 2), pair(0, 1, 2)]))
        else:
            maybe(a, "padding", lambda: pair(0, 1, 2))
            maybe(a, "output_padding", lambda: pair(0, 1, 2), 0.5)
        return a, [maps()]

    return make


def pool(type):
    def make():
        a = {"kernel_size": pair(1, 2, 3, 4)}
        maybe(a, "stride", lambda: pair(1, 2, 3))
        maybe(a, "padding", lambda: pair(0, 1, 2), 0.4)
        maybe(a, "ceil_mode", lambda: pick([True, False]))
        if type == "MaxPool2d":
            maybe(a, "dilation", lambda: pair(1, 2, 3), 0.3)
        else:
            maybe(a, "count_include_pad", lambda: pick([True, False]), 0.3)
            maybe(a, "divisor_override", lambda: pick([1, 5]), 0.3)
        return a, [maps()]

    return make


def adaptive():
    size = pick([pick([1, 2, 7]), [pick([1, 3, None]), pick([1, 4, None])]])
    return {"output_size": size}, [maps()]


def norm(type):
    def make():
        a = {}
        maybe(a, "num_features", lambda: pick([3, 4]), 0.2)
        maybe(a, "affine", lambda: pick([True, False]))
        maybe(a, "track_running_stats", lambda: pick([True, False]))
        maybe(a, "momentum", lambda: pick([0.3, None] if type == "BatchNorm2d" else [0.3]), 0.3)
        return a, [anything()]

    return make


def group_norm():
    a = {"num_groups": pick([1, 2, 3, 4])}
    maybe(a, "affine", lambda: pick([True, False]))
    maybe(a, "num_channels", lambda: pick([4, 6]), 0.2)
    return a, [anything()]


def upsample():
    a = {}
    maybe(a, "size", lambda: pair(1, 5, 8), 0.4)
    maybe(a, "scale_factor", lambda: pick([2, 3, 0.5, 1.7, 0.3, [2, 1.5]]), 0.6)
    maybe(a, "mode", lambda: pick(["nearest", "bilinear", "bicubic"]), 0.7)
    maybe(a, "align_corners", lambda: pick([True, False]), 0.3)
    return a, [maps()]


def several(type):
    def make():
        base = anything()
        count = pick([2, 2, 3])
        shapes = []
        for _ in range(count):
            shape = list(base)
            if random.random() < 0.4:
                shape[random.randrange(len(shape))] = pick([1, 1, 2, 5])
            if random.random() < 0.1:
                shape = anything()
            shapes.append(shape)
        return ({"dim": pick([1, 1, 2, 3, -1, -2])} if type == "Concat" and random.random() < 0.6 else {}), shapes

    return make


def plain(shapes=anything, **choices):
    def make():
        a = {}
        for name, values in choices.items():
            maybe(a, name, lambda values=values: pick(values), 0.6)
        return a, [shapes()]

    return make


def required(shapes=anything, **choices):
    return lambda: ({name: pick(values) for name, values in choices.items()}, [shapes()])


KINDS = {
    "Conv2d": (convolution("Conv2d"), 120),
    "ConvTranspose2d": (convolution("ConvTranspose2d"), 120),
    "MaxPool2d": (pool("MaxPool2d"), 120),
    "AvgPool2d": (pool("AvgPool2d"), 80),
    "AdaptiveAvgPool2d": (adaptive, 20),
    "AdaptiveMaxPool2d": (adaptive, 20),
    "Linear": (lambda: ({"out_features": pick([1, 5]), **({"bias": False} if random.random() < 0.5 else {})}, [[pick([1, 4, 9])]]), 10),
    "Flatten": (plain(start_dim=[1, 2, -1, -2], end_dim=[1, 2, 3, -1, -2]), 40),
    "PReLU": (plain(num_parameters=[1, 3, 4]), 30),
    "Hardtanh": (plain(min_val=[-2, 0, 1], max_val=[0, 1, 3]), 20),
    "Softmax": (plain(dim=[0, 1, 2, 3, 4, -1, -2, -4, -5]), 40),
    "LogSoftmax": (plain(dim=[0, 1, 2, 3, -1, -3]), 20),
    "BatchNorm2d": (norm("BatchNorm2d"), 40),
    "InstanceNorm2d": (norm("InstanceNorm2d"), 40),
    "GroupNorm": (group_norm, 40),
    "LocalResponseNorm": (required(maps, size=[1, 2, 5]), 10),
    "Dropout": (plain(p=[0, 0.2, 1]), 10),
    "ZeroPad2d": (required(maps, padding=[0, 1, -1, [1, 2, 0, 1], [-1, 0, -2, 1], [-4, 1, 0, 0], [0, 0, 3, -5]]), 40),
    "Upsample": (upsample, 80),
    "PixelShuffle": (required(maps, upscale_factor=[1, 2, 3]), 30),
    "Add": (several("Add"), 50),
    "Multiply": (several("Multiply"), 30),
    "Concat": (several("Concat"), 60),
    **{name: (plain(), 4) for name in "ReLU ReLU6 SELU SiLU Mish Sigmoid Tanh Hardsigmoid Hardswish Identity".split()},
    "LeakyReLU": (plain(negative_slope=[0.2]), 4),
    "ELU": (plain(alpha=[0.5]), 4),
    "GELU": (plain(approximate=["none", "tanh"]), 6),
    "Softplus": (plain(beta=[2], threshold=[5]), 6),
}


def tuples(value):
    return tuple(value) if isinstance(value, list) else value


def build(type, attributes, shapes):
    """The module, its inferred counts filled in from the first input."""
    a = {name: tuples(value) for name, value in attributes.items()}
    channels = shapes[0][0]
    if type in ("Conv2d", "ConvTranspose2d"):
        return nn.__dict__[type](a.pop("in_channels", channels), **a)
    if type == "Linear":
        return nn.Linear(shapes[0][-1], **a)
    if type in ("BatchNorm2d", "InstanceNorm2d"):
        return nn.__dict__[type](a.pop("num_features", channels), **a)
    if type == "GroupNorm":
        return nn.GroupNorm(a.pop("num_groups"), a.pop("num_channels", channels), **a)
    if type in ("Softmax", "LogSoftmax"):
        return nn.__dict__[type](a.get("dim", 1))
    return nn.__dict__[type](**a)


def run(type, attributes, shapes):
    inputs = [torch.zeros(2, *shape) for shape in shapes]
    if type == "Concat":
        return torch.cat(inputs, attributes.get("dim", 1)), {}
    if type in ("Add", "Multiply"):
        result = inputs[0]
        for other in inputs[1:]:
            result = result + other if type == "Add" else result * other
        return result, {}
    module = build(type, attributes, shapes).eval()
    tensors = {name: list(tensor.shape) for name, tensor in module.state_dict().items() if name != "num_batches_tracked"}
    return module(*inputs), tensors


cases = []
for type, (make, count) in KINDS.items():
    seen = set()
    for _ in range(count):
        attributes, shapes = make()
        key = json.dumps([attributes, shapes])
        if key in seen:
            continue
        seen.add(key)
        try:
            output, tensors = run(type, attributes, shapes)
            if 0 in output.shape:
                continue
            cases.append([type, attributes, shapes, list(output.shape[1:]), tensors])
        except (RuntimeError, ValueError, AssertionError, IndexError):
            cases.append([type, attributes, shapes, None, {}])
print("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]")
