/**
 * Plays the cloud: gives Services of type LoadBalancer an address. Start reading at {@link
 * dev.coracle.controllers.loadbalancer.LoadBalancerController#reconcile}; {@code AddressPool} is the address range.
 */
@NullMarked
package dev.coracle.controllers.loadbalancer;

import org.jspecify.annotations.NullMarked;
