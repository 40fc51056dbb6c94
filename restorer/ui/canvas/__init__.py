"""The picture on screen: where one looks, what is drawn there, and how before and after are compared.

It must not know documents, recipes or jobs: it is given pictures and tells what was done with mouse and keys.
"""
