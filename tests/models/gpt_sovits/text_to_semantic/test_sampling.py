# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be drawn, and how often."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import chisquare
from torch import Tensor

from models.gpt_sovits.text_to_semantic import Sampling
from models.gpt_sovits.text_to_semantic.sampling import distribution, draw, penalise

pytestmark = pytest.mark.unit

logits = hnp.arrays(
    np.float32,
    st.tuples(st.integers(1, 3), st.integers(2, 40)),
    elements=st.floats(-50, 50, width=32),
).map(torch.from_numpy)
samplings = st.builds(
    Sampling,
    top_k=st.integers(1, 60),
    top_p=st.floats(0.01, 1),
    temperature=st.floats(0, 5),
    repetition_penalty=st.floats(0.5, 3),
)


@given(logits, samplings)
def test_a_distribution_is_one_and_keeps_the_likeliest(values: Tensor, sampling: Sampling) -> None:
    probabilities = distribution(values, sampling)
    torch.testing.assert_close(probabilities.sum(dim=-1), torch.ones(len(values)))
    assert (probabilities >= 0).all()
    kept = values.masked_fill(probabilities == 0, -torch.inf)
    assert torch.equal(kept.amax(dim=1), values.amax(dim=1))


@given(logits, st.integers(1, 60))
def test_no_less_likely_class_than_the_best_few_is_left(values: Tensor, top_k: int) -> None:
    probabilities = distribution(values, Sampling(top_k=top_k))
    for row, kept in zip(values, probabilities > 0, strict=True):
        threshold = row.sort(descending=True).values[min(top_k, len(row)) - 1]
        assert (row[kept] >= threshold).all()


def test_the_nucleus_leaves_out_the_class_that_crosses_its_bound() -> None:
    values = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).log()
    kept = [(distribution(values, Sampling(top_p=p)) > 0).sum().item() for p in (0.3, 0.6, 0.81, 0.96, 1.0)]
    assert kept == [1, 1, 2, 3, 4]


def test_the_penalty_makes_what_has_been_less_likely_whatever_its_sign() -> None:
    values = torch.tensor([[2.0, -2.0, 2.0, -2.0]])
    seen = torch.tensor([[True, True, False, False]])
    assert penalise(values, seen, 2.0).tolist() == [[1.0, -4.0, 2.0, -2.0]]
    assert torch.equal(penalise(values, seen, 1.0), values)


def test_draws_follow_the_probabilities() -> None:
    probabilities = torch.tensor([[0.5, 0.3, 0.0, 0.2]])
    generator = torch.Generator().manual_seed(1)
    counts = np.bincount([draw(probabilities, [generator]).item() for _ in range(4000)], minlength=4)
    assert counts[2] == 0
    assert chisquare(counts[[0, 1, 3]], [2000, 1200, 800]).pvalue > 0.001


def test_a_seed_decides_a_draw_whatever_is_drawn_beside_it() -> None:
    probabilities = torch.full((3, 500), 1 / 500)
    generators = [torch.Generator().manual_seed(seed) for seed in (5, 6, 5)]
    beside = draw(probabilities, generators).tolist()
    assert beside[0] == beside[2] != beside[1]
    alone = draw(probabilities[:1], [torch.Generator().manual_seed(6)]).tolist()
    assert alone == beside[1:2]


def test_a_draw_is_the_race_that_the_official_code_runs_on_the_global_generator() -> None:
    probabilities = torch.rand(1, 1024, generator=torch.Generator().manual_seed(2))
    torch.manual_seed(3)
    expected = (probabilities / torch.empty_like(probabilities).exponential_(1)).argmax(-1)
    assert torch.equal(draw(probabilities, [torch.Generator().manual_seed(3)]), expected)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("top_k", 0),
        ("top_p", 0.0),
        ("top_p", 1.01),
        ("temperature", -0.1),
        ("temperature", float("nan")),
        ("repetition_penalty", 0.0),
        ("repetition_penalty", float("inf")),
    ],
)
def test_values_out_of_bounds_are_refused(field: str, value: float) -> None:
    values: dict[str, Any] = {field: value}
    with pytest.raises(ValueError, match=field):
        Sampling(**values)
