"""A worker that loses its patience within a test."""

from ketaguide.operations import worker


class Worker(worker.Worker):
    request_seconds = answer_seconds = 1.0
