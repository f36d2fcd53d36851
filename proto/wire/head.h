/* The first field of every message: ReplyHead of replies, RequestHead of requests. */
#ifndef WACHTPOST_WIRE_HEAD_H
#define WACHTPOST_WIRE_HEAD_H

#include "proto/wire/convert.h"
#include "proto/wire/wire.h"

/* As protoc-c makes them. */
struct Wachtpost__V1__ReplyHead;
struct Wachtpost__V1__RequestHead;

/* NULL when there is no room (remembered by the conversion). */
struct Wachtpost__V1__ReplyHead *head_to_message(struct conversion *c,
                                                 const struct reply_head *head);
struct Wachtpost__V1__RequestHead *head_of_request(struct conversion *c, instant_t made_at);

/* A reply without a head, or with a status outside its list, is malformed. */
void head_from_message(struct conversion *c, const struct Wachtpost__V1__ReplyHead *message,
                       struct reply_head *head);
/* 0 when there is no head: such a request is as old as can be. */
instant_t head_made_at(const struct Wachtpost__V1__RequestHead *message);

#endif
