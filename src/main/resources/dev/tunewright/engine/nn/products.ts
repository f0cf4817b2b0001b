
  # x W' + b without a graph. W' may be a view: x and weight are read where they lie.
  def product(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    w = (self).widened(weight)
    b = (self).widened_bias(bias)
    if (self).by_onednn(x, w):
      y = ops.mkldnn._linear_pointwise(x, w, b, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, w, b)
    return y

  # gelu(x W' + b), likewise
  def product_gelu(self: __torch__.M, x: Tensor, weight: Tensor, bias: Tensor, gelu: str) -> Tensor:
    w = (self).widened(weight)
    b = (self).widened(bias)
    if (self).by_onednn(x, w):
      y = ops.mkldnn._linear_pointwise(x, w, b, "gelu", annotate(List[Optional[number]], []), gelu)
    else:
      y = torch.gelu(torch.linear(x, w, b), approximate=gelu)
    return y

  # A weight (out, in), laid out as product wants it for 128 rows, which is best for fewer and for more, too. product would otherwise do so
  # each time, which for a short text takes as long as the product itself.
  def packed(self: __torch__.M, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight((self).widened(weight), 128)
