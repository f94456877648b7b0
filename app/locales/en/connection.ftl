# What is wrong with the connection between a browser and the server; the command line prints these, too

# $asked, $seen: hosts with ports
problem-wrong-host = The server sees the host { $seen } instead of { $asked }. Pages open, but every change is refused
    (403), because it seems to come from another site. The proxy has to pass the Host header on.
# $arrived, $sent: events. $seconds: until the first one
problem-buffered = Events are held back: { $arrived } of { $sent } arrived, the first after { $seconds } s. Something
    between collects the answer, or compresses it, before it passes it on.
# $delay, $network: in ms
problem-delayed = Events are delayed: they take { $delay } ms, of which the network needs { $network } ms. Something
    between waits for more before it passes a small event on.
# $seconds: until the cut
problem-cut = A stream that is silent is cut after { $seconds } s. The server sends something every second, so this
    matters only if HEADRACE_STREAM_KEEPALIVE_S was raised, or events are held back.
problem-six-connections = The connection is HTTP/1.1, of which browsers open six to a server. Tabs share a stream over
    TLS only; without it, the seventh tab does not load. HTTP/2 has no such limit.
problem-untrusted-proxy = The server does not know that this is https, because it does not believe the proxy, or the
    proxy does not say so. All users look like one address to it, and share its limits.

# The page that checks it, and what leads there
doctor-page = Check the connection
doctor-text = Receives test events as this browser receives the live stream, through every proxy between it and the
    server. It takes about 15 seconds.
doctor-start = Check now
doctor-running = Receiving test events …
doctor-fine = Nothing is wrong: events arrive as they are sent.
doctor-found = { $count ->
    [one] One thing could be better.
   *[other] { $count } things could be better.
}
# $protocol: such as h2
doctor-measured = { $arrived } of { $sent } events arrived over { $protocol }, half of them within { $delay } ms.
