"""View-models: what a page shows, as frozen values in the page's language, ready for a template to lay out.

Pure: values in, values out. Nothing here asks the store, and no template computes.
"""
