
  # Weights that MKL has laid out, for products without a graph: read from memory, which is how a short text's pass finds them, its products take a fifth less time
  # than oneDNN's. What comes of it is a column that has lost the weight's size.

  # MKL lays out float32 alone. For 256 rows, which is as good as for fewer with up to 100 rows and a tenth faster with 200.
  def laid_out(self: __torch__.M, weight: Tensor) -> Tensor:
    if torch.eq(ops.prim.dtype(weight), 6):
      y = ops.mkl._mkl_reorder_linear_weight(weight, 256)
    else:
      y = (self).laid_out_by_onednn(weight)
    return y

  def by_onednn(self: __torch__.M, x: Tensor, weight: Tensor) -> bool:
    return torch.__and__(ops.prim.is_mkldnn(weight), torch.ne(torch.size(weight, 1), 1))

  def by_blas(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if torch.__is__(bias, None):
      y = torch.linear(x, weight, bias)
    else:
      y = (self).by_blas_biased(x, weight, unchecked_cast(Tensor, bias))
    return y

  # x W' + b. MKL's operator asks for the weight as it was, and looks at nothing but its size, as long as it is told the number of rows.
  def by_blas_biased(self: __torch__.M, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if ops.prim.is_mkldnn(weight):
      like = torch.expand(torch.view(bias, [-1, 1]), [torch.size(bias, 0), torch.size(x, 1)])
      y = ops.mkl._mkl_linear(x, weight, like, bias, torch.size(x, 0))
    else:
      y = torch.linear(x, weight, bias)
    return y
