/**
 * The DNS server of the cluster: the Kubernetes DNS-Based Service Discovery specification 1.1.0 over UDP and TCP, with
 * the answers CoreDNS gives where the specification leaves a choice.
 *
 * <p>Start reading at {@link dev.coracle.dns.DnsServer}. {@link dev.coracle.dns.ServiceRecords} derives the names of one
 * Service, {@link dev.coracle.dns.ServiceIndex} holds those of all, {@link dev.coracle.dns.Zones} answers a question from
 * it, {@link dev.coracle.dns.Responder} does so for the bytes of one message. One reconcile worker writes the index;
 * event loops read it without locks and never wait.
 */
@NullMarked
package dev.coracle.dns;

import org.jspecify.annotations.NullMarked;
