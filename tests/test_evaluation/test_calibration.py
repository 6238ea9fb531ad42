"""Every confidence measure against scikit-learn or a computation by hand, to 1e-9."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.evaluation import calibration

CASES = st.lists(
    st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=2, max_size=60
)


def ones(n: int) -> np.ndarray:
    return np.ones((1, n))


def columns(cases: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([c for c, _ in cases]), np.array([t for _, t in cases], dtype=bool)


@given(CASES, st.randoms(use_true_random=False))
def test_auroc_and_average_precision_agree_with_scikit_learn(cases, random) -> None:  # type: ignore[no-untyped-def]
    from sklearn.metrics import average_precision_score, roc_auc_score

    confidence, truth = columns(cases)
    if truth.all() or not truth.any():
        return
    drawn = np.array([random.randrange(4) for _ in cases], dtype=float)
    weights = np.stack([np.ones(len(cases)), drawn])
    auroc = calibration.auroc(confidence, truth, weights)
    precision = calibration.average_precision(confidence, truth, weights)
    assert auroc[0] == pytest.approx(roc_auc_score(truth, confidence), abs=1e-9)
    assert precision[0] == pytest.approx(average_precision_score(truth, confidence), abs=1e-9)
    if drawn[truth].sum() and drawn[~truth].sum():
        again = roc_auc_score(truth, confidence, sample_weight=drawn)
        assert auroc[1] == pytest.approx(again, abs=1e-9)
        again = average_precision_score(truth, confidence, sample_weight=drawn)
        assert precision[1] == pytest.approx(again, abs=1e-9)


@given(CASES)
def test_calibration_error_is_the_reliability_table(cases) -> None:  # type: ignore[no-untyped-def]
    confidence, right = columns(cases)
    table = calibration.reliability(confidence, right)
    assert sum(row.n for row in table) == len(cases)
    expected = sum(abs(row.confidence - row.right) * row.n / len(cases) for row in table if row.n)
    found = calibration.calibration_error(confidence, right, ones(len(cases)))[0]
    assert found == pytest.approx(expected, abs=1e-9)


def test_calibration_error_by_hand() -> None:
    confidence = np.array([0.05, 0.1, 0.95, 1.0])
    right = np.array([False, True, True, False])
    # [0, 0.1): 0.05 apart; [0.1, 0.2): 0.9 apart; [0.9, 1]: mean 0.975 against 0.5
    expected = (0.05 + 0.9 + 2 * 0.475) / 4
    found = calibration.calibration_error(confidence, right, ones(4))[0]
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_calibrated_confidence_has_no_error() -> None:
    confidence = np.full(10, 0.5)
    right = np.arange(10) % 2 == 0
    assert calibration.calibration_error(confidence, right, ones(10))[0] == pytest.approx(0.0)


@given(CASES)
def test_risk_coverage_area_is_the_mean_risk_of_the_curve(cases) -> None:  # type: ignore[no-untyped-def]
    confidence, right = columns(cases)
    risks = []
    for at in confidence:
        taken = confidence >= at
        risks.append(float((~right[taken]).mean()))
    found = calibration.risk_coverage_area(confidence, right, ones(len(cases)))[0]
    assert found == pytest.approx(np.mean(risks), abs=1e-9)


def test_risk_coverage_by_hand() -> None:
    confidence = np.array([0.9, 0.8, 0.8, 0.1])
    right = np.array([True, True, False, False])
    assert calibration.risk_coverage(confidence, right) == (
        (0.9, 0.25, 0.0),
        (0.8, 0.75, pytest.approx(1 / 3)),
        (0.1, 1.0, 0.5),
    )
    found = calibration.risk_coverage_area(confidence, right, ones(4))[0]
    assert found == pytest.approx((0 + 1 / 3 + 1 / 3 + 1 / 2) / 4, abs=1e-12)


def test_the_threshold_that_a_precision_needs() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.1])
    right = np.array([True, True, False, False])
    assert calibration.threshold_for(1.0, confidence, right) == 0.8
    assert calibration.threshold_for(0.6, confidence, right) == 0.7
    assert calibration.threshold_for(0.5, confidence, right) == 0.1
    assert calibration.threshold_for(0.9, confidence, ~right) is None


@given(CASES)
def test_nothing_leaves_its_range(cases) -> None:  # type: ignore[no-untyped-def]
    confidence, truth = columns(cases)
    for function in (
        calibration.auroc,
        calibration.average_precision,
        calibration.calibration_error,
        calibration.risk_coverage_area,
    ):
        value = function(confidence, truth, ones(len(cases)))[0]
        assert np.isnan(value) or -1e-12 <= value <= 1 + 1e-12
    turned = calibration.auroc(-confidence, truth, ones(len(cases)))[0]
    plain = calibration.auroc(confidence, truth, ones(len(cases)))[0]
    assert np.isnan(plain) or turned == pytest.approx(1 - plain, abs=1e-12)
