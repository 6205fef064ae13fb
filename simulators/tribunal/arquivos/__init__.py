"""The files of the simulated record, made by code when somebody asks for them."""
