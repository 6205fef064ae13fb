"""Stand-in for the court: TJMS by SOAP MNI 2.2.2, with invented cases and files made by code."""
