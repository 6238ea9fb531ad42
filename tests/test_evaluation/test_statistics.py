"""The statistics against known cases: no difference, a planted one, and exact values."""

import time

import numpy as np
import pytest
from scipy import stats

from qabot.evaluation import statistics


@pytest.mark.parametrize(("rose", "fell"), [(0, 0), (0, 1), (1, 5), (5, 0), (12, 3), (40, 41)])
def test_sign_tests_are_exact(rose: int, fell: int) -> None:
    if rose + fell:
        two = stats.binomtest(rose, rose + fell, 0.5).pvalue
        one = stats.binomtest(fell, rose + fell, 0.5, alternative="greater").pvalue
    else:
        two = one = 1.0
    assert statistics.sign_test(rose, fell) == pytest.approx(two, abs=1e-12)
    assert statistics.fell_beyond_chance(rose, fell) == pytest.approx(one, abs=1e-12)


def test_sign_test_of_thousands() -> None:
    assert statistics.sign_test(3000, 3000) == 1.0
    assert statistics.sign_test(2000, 3000) < 1e-40


def test_holm_by_hand() -> None:
    assert statistics.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert statistics.holm([0.9, 0.8]) == [1.0, 1.0]
    assert statistics.holm([]) == []


def test_no_difference_gives_uniform_p_values() -> None:
    rng = np.random.default_rng(5)
    found = [
        statistics.randomisation_test(rng.normal(0, 1, 40), rounds=400, seed=n) for n in range(300)
    ]
    assert stats.kstest(found, "uniform").pvalue > 0.01
    assert 0.02 < np.mean(np.array(found) < 0.05) < 0.09


def test_a_planted_difference_is_found() -> None:
    rng = np.random.default_rng(6)
    planted = rng.normal(0.5, 1, 120)
    assert statistics.randomisation_test(planted) < 0.001
    assert statistics.randomisation_test(-planted) == statistics.randomisation_test(planted)
    assert statistics.randomisation_test(np.zeros(50)) == 1.0


def test_randomisation_agrees_with_every_sign_flip() -> None:
    differences = np.array([1.0, -0.5, 2.0, 0.25, 1.5, -0.75, 0.5, 1.0])
    signs = 1 - 2 * ((np.arange(256)[:, None] >> np.arange(8)) & 1)
    exact = np.mean(np.abs(signs @ differences) >= abs(differences.sum()) - 1e-12)
    found = statistics.randomisation_test(differences, rounds=40_000)
    assert found == pytest.approx(exact, abs=0.01)


def test_intervals_cover_the_truth_when_questions_share_articles() -> None:
    """Ten questions of an article share its difficulty; intervals by question would be too sure."""
    rng = np.random.default_rng(7)
    articles = np.repeat(np.arange(60), 10)
    by_article, by_question = 0, 0
    for trial in range(100):
        difficulty = rng.normal(0, 1, 60)
        values = difficulty[articles] + rng.normal(0, 1, 600)
        for name in ("article", "question"):
            keys = articles.tolist() if name == "article" else list(range(600))
            draws = statistics.draw(keys, resamples=300, seed=trial)
            low, high = statistics.interval(statistics.resample_means(values, draws)) or (1, 0)
            if low <= 0 <= high:
                by_article += name == "article"
                by_question += name == "question"
    assert by_article >= 88
    assert by_question <= 65


def test_means_by_weights_and_by_sums_are_the_same() -> None:
    rng = np.random.default_rng(8)
    articles = rng.integers(0, 30, 200).tolist()
    values = rng.random(200)
    values[::7] = np.nan
    there = ~np.isnan(values)
    draws = statistics.draw(articles, resamples=50)
    assert draws.clustered

    def mean(weights: np.ndarray) -> np.ndarray:
        return (weights[:, there] @ values[there]) / weights[:, there].sum(axis=1)

    expected = statistics.resample(mean, draws)
    assert statistics.resample_means(values, draws) == pytest.approx(expected, abs=1e-12)


def test_few_articles_are_not_resampled() -> None:
    draws = statistics.draw(["only"] * 20, resamples=10)
    assert not draws.clustered
    assert draws.counts.shape == (10, 20)
    assert (draws.counts.sum(axis=1) == 20).all()
    assert statistics.interval(statistics.resample_means(np.ones(20), draws)) == (1.0, 1.0)
    assert statistics.interval(np.array([np.nan])) is None


def test_draws_are_seeded() -> None:
    one, two = statistics.draw(list(range(50))), statistics.draw(list(range(50)))
    assert (one.counts == two.counts).all()
    assert one.counts.shape[0] == 2000


def test_the_bootstrap_of_a_headline_set_takes_well_under_a_second() -> None:
    articles = (np.arange(808) // 7).tolist()
    values = np.random.default_rng(9).random(808)
    start = time.perf_counter()
    statistics.resample_means(values, statistics.draw(articles))
    assert time.perf_counter() - start < 0.5


def test_smallest_difference_has_the_power_it_promises() -> None:
    rng = np.random.default_rng(10)
    error = 0.02
    shift = statistics.smallest_difference(error)
    seen = rng.normal(shift, error, 20_000)
    assert np.mean(np.abs(seen) > 1.96 * error) == pytest.approx(0.8, abs=0.015)
