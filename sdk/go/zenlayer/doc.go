// Custom images of Zenlayer Cloud virtual machines: previewed, tracked in state, never created twice, never lost.
package zenlayer
