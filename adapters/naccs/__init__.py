"""NACCS EDI: the import declaration registration (IDA), fixed-length fields in Shift_JIS, read and written.

The layout is data, unofficial, and says so. Owns fields and their bytes; knows nothing of NACCS's network.
"""
