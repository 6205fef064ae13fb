"""What a person may ask of the portal about the data it keeps of them: to see it and to have it erased."""
