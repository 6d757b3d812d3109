"""Between Granian and Flask: a request takes nobody's time until its body is whole.

Granian's WSGI lends a thread to each request, and that thread reads the body: eight visitors who send seven bytes
and fall silent stop a site. Here one loop a process hears everybody, each under a deadline, and Flask is called
when nothing is left to wait for (docs/decisions/0032).

door       what is asked, who does it, and what is answered when nobody can
body       a body read whole, under a deadline and a size limit
translate  an ASGI request as a WSGI environment, and Flask's answer back
"""
