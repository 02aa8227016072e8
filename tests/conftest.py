"""What holds for every test: no time is asserted, so Hypothesis has no deadline on a slow machine either."""

from hypothesis import HealthCheck, settings

settings.register_profile("tegata", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tegata")
