"""The pages, a file each: what a request asks for, read through the features, shown by a template.

A page reads, and hands a form to the feature that acts on it. Words and layout are the views' and templates'.
"""
