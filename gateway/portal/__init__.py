"""The portal: server-rendered pages for officers and members, in Japanese and English.

Owns templates, style, languages and the view-models of pages. It is a layer above the features: it asks
them through their read functions, and acts through the same functions as the API. Decides nothing about
records, and stores nothing.
"""
