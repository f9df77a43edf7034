"""How attention opens dossiers, by hand."""

from __future__ import annotations

import numpy as np

from abm.policy.opening import opening_hazard


def test_attention_opens_a_dossier_above_the_threshold_of_its_own_ministry():
    """Rate x salience above the threshold of the ministry whose dossier it is; none below it, none at rate 0."""
    salience = np.array([0.1, 0.5, 0.9, 0.4, 0.4, 0.0])
    thresholds = np.array([0.3, 0.35])  # three dossiers each
    expected = [0.0, 0.4 * 0.2, 0.4 * 0.6, 0.4 * 0.05, 0.4 * 0.05, 0.0]
    np.testing.assert_allclose(opening_hazard(salience, thresholds, 0.4), expected, atol=1e-15)
    assert not opening_hazard(salience, thresholds, 0.0).any()
