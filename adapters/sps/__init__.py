"""ePhyto: phytosanitary certificates of the IPPC hub (UN/CEFACT SPSCertificate), into milestones.

Owns what its elements mean. Knows nothing of plants.
"""
