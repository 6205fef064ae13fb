"""Faults on purpose: the same check passes over the product and fails over the product with the fault.

Proven in both halves elsewhere, and not repeated here:

- a limit read from local memory, a lease that nobody renews, a permit kept on error, a semaphore whose permit is
  released twice: tests/integration/load/test_planted.py (``test_the_limits_are_clean``,
  ``test_a_limit_in_local_memory_is_found``, ``test_a_call_longer_than_the_lease_is_clean``,
  ``test_a_lease_that_nobody_renews_is_found``, ``test_a_permit_kept_on_error_is_found``,
  ``test_a_permit_released_twice_is_found``);
- a stream read from now instead of from the last position: tests/pages/test_acompanhar.py
  (``test_whatever_breaks_each_tab_ends_with_the_text``, ``test_following_from_now_would_be_noticed``).
"""
