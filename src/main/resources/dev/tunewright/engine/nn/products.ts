
  # x W' + b without a graph. W' may be a view: x and weight are read where they lie.
  def product(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    w = (self).widened(weight)
    b = (self).widened_bias(bias)
    if (self).by_onednn(x, w):
      y = ops.mkldnn._linear_pointwise(x, w, b, "none", annotate(List[Optional[number]], []), "")
    else:
      y = (self).by_blas(x, w, b)
    return y

  # gelu(x W' + b), likewise
  def product_gelu(self: __torch__.M, x: Tensor, weight: Tensor, bias: Tensor, gelu: str) -> Tensor:
    w = (self).widened(weight)
    b = (self).widened(bias)
    if (self).by_onednn(x, w):
      y = ops.mkldnn._linear_pointwise(x, w, b, "gelu", annotate(List[Optional[number]], []), gelu)
    else:
      y = torch.gelu_((self).by_blas(x, w, b), approximate=gelu)
    return y

  # A weight (out, in), laid out as product wants it, with a bias and without. product would otherwise do so each time, which for a short text takes
  # as long as the product itself.
  def packed(self: __torch__.M, weight: Tensor) -> Tensor:
    return (self).laid_out((self).widened(weight))

  def packed_unbiased(self: __torch__.M, weight: Tensor) -> Tensor:
    return (self).laid_out_by_onednn((self).widened(weight))

  # For 128 rows, which is best for fewer and for more, too.
  def laid_out_by_onednn(self: __torch__.M, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight, 128)
