// Custom images of Zenlayer Cloud virtual machines: previewed, tracked, never doubled, never lost.
package zenlayer
